/**
 * From a record's bytes to what a destination stores. {@code destination} calls it; it knows nothing of the house.
 */
@NullMarked
package io.millrace.firehose.transform;

import org.jspecify.annotations.NullMarked;
