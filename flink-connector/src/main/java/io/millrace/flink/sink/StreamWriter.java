package io.millrace.flink.sink;

import io.millrace.flink.proxy.PutEntry;
import io.millrace.flink.proxy.StreamProxy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.jspecify.annotations.Nullable;

/**
 * Gathers records and sends one batch at a time: that alone keeps the order of each partition key. One subtask's thread.
 */
final class StreamWriter<T> implements SinkWriter<T> {
    private final EntryConverter<T> converter;
    private final SinkLimits limits;
    private final EntrySender sender;
    private final ProcessingTimeService timers;
    private final WriterMetrics metrics;

    private List<PutEntry> gathered = new ArrayList<>();
    private long gatheredBytes;
    private @Nullable ScheduledFuture<?> timer;

    StreamWriter(
            EntryConverter<T> converter,
            SinkLimits limits,
            EntrySender sender,
            ProcessingTimeService timers,
            WriterMetrics metrics) {
        this.converter = converter;
        this.limits = limits;
        this.sender = sender;
        this.timers = timers;
        this.metrics = metrics;
    }

    @Override
    public void write(T element, @Nullable Context context) throws IOException, InterruptedException {
        PutEntry entry = converter.convert(element);
        if (entry == null) {
            return;
        }
        int bytes = entry.bytes();
        if (bytes > StreamProxy.RECORD_BYTES_MAX) {
            throw new IOException("a record of %d bytes, its partition key included, exceeds the limit of %d bytes"
                    .formatted(bytes, StreamProxy.RECORD_BYTES_MAX));
        }
        if (gatheredBytes + bytes > limits.batchBytes()) {
            send();
        }
        gathered.add(entry);
        gatheredBytes += bytes;
        if (gathered.size() >= limits.batchRecords()) {
            send();
        } else if (timer == null) {
            timer = timers.registerTimer(
                    timers.getCurrentProcessingTime() + limits.linger().toMillis(), time -> lingered());
        }
    }

    private void lingered() throws IOException, InterruptedException {
        timer = null;
        send();
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        send();
    }

    private void send() throws IOException, InterruptedException {
        if (gathered.isEmpty()) {
            return;
        }
        long startNanos = System.nanoTime();
        int refused = sender.send(gathered);
        metrics.refused(refused);
        metrics.sent(gathered.size(), gatheredBytes, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
        gathered = new ArrayList<>();
        gatheredBytes = 0;
    }

    @Override
    public void close() {
        if (timer != null) {
            timer.cancel(false);
        }
        sender.close();
    }
}
