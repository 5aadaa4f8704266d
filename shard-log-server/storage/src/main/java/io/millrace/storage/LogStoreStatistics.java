package io.millrace.storage;

/** What a store has done since it was opened; counters only grow. */
public record LogStoreStatistics(
        long commits, long appendedRecords, long appendedBytes, long commitNanos, int segments) {}
