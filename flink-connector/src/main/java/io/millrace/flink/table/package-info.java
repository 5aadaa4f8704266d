/** Streams as SQL tables: options, metadata columns and formats in front of {@code source} and {@code sink}; used by {@code catalog}. */
@NullMarked
package io.millrace.flink.table;

import org.jspecify.annotations.NullMarked;
