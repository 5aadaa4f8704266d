/** A shard and how far it is read, as checkpoints keep it; shared by {@code enumerator} and {@code reader}. */
@NullMarked
package io.millrace.flink.source.split;

import org.jspecify.annotations.NullMarked;
