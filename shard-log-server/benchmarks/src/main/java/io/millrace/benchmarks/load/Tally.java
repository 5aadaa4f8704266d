package io.millrace.benchmarks.load;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/** What one worker did. Its thread alone adds; any thread may look at the sums. */
public final class Tally {
    private final LongAdder records = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder refused = new LongAdder();
    /** Belongs to the worker until it has ended. */
    private long[] latencyNanos = new long[1 << 10];

    private int latencies;

    Tally() {}

    void add(long newRecords, long newBytes) {
        records.add(newRecords);
        bytes.add(newBytes);
    }

    void addRefused(long newRefused) {
        refused.add(newRefused);
    }

    void addLatency(long nanos) {
        if (latencies == latencyNanos.length) {
            latencyNanos = Arrays.copyOf(latencyNanos, 2 * latencies);
        }
        latencyNanos[latencies++] = nanos;
    }

    /** Forgets the latencies so far. For the worker itself. */
    void dropLatencies() {
        latencies = 0;
    }

    Sums sums() {
        return new Sums(records.sum(), bytes.sum(), refused.sum());
    }

    /** Once the worker has ended. */
    long[] latencies() {
        return Arrays.copyOf(latencyNanos, latencies);
    }

    /** Records acknowledged or read, the bytes of their data, and records refused. */
    public record Sums(long records, long bytes, long refused) {
        static final Sums NONE = new Sums(0, 0, 0);

        Sums plus(Sums other) {
            return new Sums(records + other.records, bytes + other.bytes, refused + other.refused);
        }

        Sums minus(Sums other) {
            return new Sums(records - other.records, bytes - other.bytes, refused - other.refused);
        }
    }
}
