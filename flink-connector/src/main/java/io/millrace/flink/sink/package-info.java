/** Writes elements into a stream, at least once and in order per partition key; used by {@code table}, puts through {@code proxy}. */
@NullMarked
package io.millrace.flink.sink;

import org.jspecify.annotations.NullMarked;
