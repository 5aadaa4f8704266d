package io.millrace.storage;

import java.util.concurrent.atomic.LongAdder;

/** Counts what writing and retention do; any thread may look. */
final class Counters {
    private final LongAdder commits = new LongAdder();
    private final LongAdder records = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder commitNanos = new LongAdder();
    private final LongAdder forceNanos = new LongAdder();
    private final LongAdder reclaimedSegments = new LongAdder();
    private final LongAdder reclaimedBytes = new LongAdder();

    void committed(long newRecords, long newBytes, long nanos) {
        commits.increment();
        records.add(newRecords);
        bytes.add(newBytes);
        commitNanos.add(nanos);
    }

    void forced(long nanos) {
        forceNanos.add(nanos);
    }

    void reclaimed(int segments, long segmentBytes) {
        reclaimedSegments.add(segments);
        reclaimedBytes.add(segmentBytes);
    }

    LogStoreStatistics statistics(int segments, Tail tail, DiskRoom disk) {
        return new LogStoreStatistics(
                commits.sum(),
                records.sum(),
                bytes.sum(),
                commitNanos.sum(),
                forceNanos.sum(),
                segments,
                tail.hits(),
                tail.misses(),
                reclaimedSegments.sum(),
                reclaimedBytes.sum(),
                disk.used());
    }
}
