/** Reads the shards a task was given; runs in the TaskManager, fed by {@code enumerator}, reads through {@code proxy}. */
@NullMarked
package io.millrace.flink.source.reader;

import org.jspecify.annotations.NullMarked;
