/** Tests of what the package of the same name does. */
@NullMarked
package io.millrace.firehose.transform;

import org.jspecify.annotations.NullMarked;
