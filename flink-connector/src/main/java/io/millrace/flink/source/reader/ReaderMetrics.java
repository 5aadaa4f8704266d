package io.millrace.flink.source.reader;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;

/** What a reader counts beside Flink's own metrics: bytes in, throttled reads, and how far its last shard is behind. */
final class ReaderMetrics {
    private final Counter bytesIn;
    private final Counter throttledReads;

    /** Written by the reading thread. */
    private volatile long millisBehindLatest;

    ReaderMetrics(SourceReaderMetricGroup group) {
        this.bytesIn = group.getIOMetricGroup().getNumBytesInCounter();
        this.throttledReads = group.counter("throttledReads");
        group.gauge("millisBehindLatest", () -> millisBehindLatest);
    }

    void emitted(long bytes) {
        bytesIn.inc(bytes);
    }

    void throttled() {
        throttledReads.inc();
    }

    void behind(long millis) {
        millisBehindLatest = millis;
    }
}
