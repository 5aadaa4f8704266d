package io.millrace.storage;

/**
 * What a store has done since it was opened; what it holds now are segments and bytes on disk, all else only grows.
 *
 * @param commitNanos spent in successful commits, of which {@code forceNanos} waiting for the disk to be sure
 * @param tailHits runs of records that readers found in memory
 * @param tailMisses runs that were looked for there in vain
 * @param reclaimedBytes of reclaimed segments, without their indexes
 * @param diskBytes of segments and their indexes, that of the last segment being what it will be
 */
public record LogStoreStatistics(
        long commits,
        long appendedRecords,
        long appendedBytes,
        long commitNanos,
        long forceNanos,
        int segments,
        long tailHits,
        long tailMisses,
        long reclaimedSegments,
        long reclaimedBytes,
        long diskBytes) {}
