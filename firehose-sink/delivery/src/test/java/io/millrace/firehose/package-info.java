/** Tests of what the package of the same name does. */
@NullMarked
package io.millrace.firehose;

import org.jspecify.annotations.NullMarked;
