/** Tests of the door over real sockets and real AWS clients, and the generator of its constraints. */
@NullMarked
package io.millrace.frontdoor;

import org.jspecify.annotations.NullMarked;
