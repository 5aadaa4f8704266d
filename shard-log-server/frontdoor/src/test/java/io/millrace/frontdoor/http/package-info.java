/** Tests of what the listener decides by itself. */
@NullMarked
package io.millrace.frontdoor.http;

import org.jspecify.annotations.NullMarked;
