package io.millrace.storage;

/**
 * What a store has done since it was opened; all but the segments, which it holds now, only grow.
 *
 * @param commitNanos spent in successful commits, of which {@code forceNanos} waiting for the disk to be sure
 */
public record LogStoreStatistics(
        long commits, long appendedRecords, long appendedBytes, long commitNanos, long forceNanos, int segments) {}
