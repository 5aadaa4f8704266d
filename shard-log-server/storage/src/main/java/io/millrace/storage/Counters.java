package io.millrace.storage;

import java.util.concurrent.atomic.LongAdder;

/** Counts what one writing thread does; any thread may look. */
final class Counters {
    private final LongAdder commits = new LongAdder();
    private final LongAdder records = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder commitNanos = new LongAdder();
    private final LongAdder forceNanos = new LongAdder();

    void committed(long newRecords, long newBytes, long nanos) {
        commits.increment();
        records.add(newRecords);
        bytes.add(newBytes);
        commitNanos.add(nanos);
    }

    void forced(long nanos) {
        forceNanos.add(nanos);
    }

    LogStoreStatistics statistics(int segments) {
        return new LogStoreStatistics(
                commits.sum(), records.sum(), bytes.sum(), commitNanos.sum(), forceNanos.sum(), segments);
    }
}
