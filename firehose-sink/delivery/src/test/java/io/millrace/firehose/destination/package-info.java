/** Tests of what the package of the same name does. */
@NullMarked
package io.millrace.firehose.destination;

import org.jspecify.annotations.NullMarked;
