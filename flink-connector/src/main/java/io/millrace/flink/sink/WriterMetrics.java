package io.millrace.flink.sink;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;

/** What a writer counts, in Flink's own names. */
final class WriterMetrics {
    private final Counter recordsSent;
    private final Counter bytesSent;
    private final Counter recordErrors;

    /** Written by the writer's thread. */
    private volatile long sendMillis;

    WriterMetrics(SinkWriterMetricGroup group) {
        this.recordsSent = group.getNumRecordsSendCounter();
        this.bytesSent = group.getNumBytesSendCounter();
        this.recordErrors = group.getNumRecordsOutErrorsCounter();
        group.setCurrentSendTimeGauge(() -> sendMillis);
    }

    void sent(int records, long bytes, long millis) {
        recordsSent.inc(records);
        bytesSent.inc(bytes);
        sendMillis = millis;
    }

    void refused(int records) {
        recordErrors.inc(records);
    }
}
