package io.millrace.benchmarks.load;

import java.util.Arrays;

/**
 * What a load did within its window.
 *
 * @param sortedLatencyNanos of each call
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Throughput(Tally.Sums sums, long nanos, long[] sortedLatencyNanos) {
    private static final double MEBIBYTE = 1 << 20;

    public Throughput {
        sortedLatencyNanos = sortedLatencyNanos.clone();
        Arrays.sort(sortedLatencyNanos);
    }

    /** Of the records' data, in units of 2^20 bytes, as Kafka's tools count. */
    public double megabytesPerSecond() {
        return sums.bytes() / MEBIBYTE / seconds();
    }

    public double recordsPerSecond() {
        return sums.records() / seconds();
    }

    /** The latency that a share of the calls did not exceed, in milliseconds; not a number if there were none. */
    public double latencyMillis(double share) {
        if (sortedLatencyNanos.length == 0) {
            return Double.NaN;
        }
        int index = (int) Math.ceil(share * sortedLatencyNanos.length) - 1;
        return sortedLatencyNanos[Math.max(0, index)] / 1e6;
    }

    private double seconds() {
        return nanos / 1e9;
    }
}
