package io.millrace.flink.sink;

import io.millrace.flink.proxy.Backoff;
import io.millrace.flink.proxy.Pause;
import io.millrace.flink.proxy.StreamProxyFactory;
import java.io.IOException;
import java.util.random.RandomGenerator;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * A stream as a sink. What an element became is acknowledged by the stream before the checkpoint that covers the element
 * completes; a job that fails in between writes it again: at least once.
 */
public final class MillraceSink<T> implements Sink<T> {
    private static final long serialVersionUID = 1L;

    private final StreamProxyFactory stream;
    private final EntryConverter<T> converter;
    private final SinkLimits limits;

    public MillraceSink(StreamProxyFactory stream, EntryConverter<T> converter, SinkLimits limits) {
        this.stream = stream;
        this.converter = converter;
        this.limits = limits;
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
        try {
            converter.open(
                    context.asSerializationSchemaInitializationContext(),
                    context.getTaskInfo().getIndexOfThisSubtask());
        } catch (IOException e) {
            throw e;
        } catch (Exception e) { // What a format's open() declares.
            throw new IOException(
                    "the format of the sink of stream %s does not open".formatted(stream.streamName()), e);
        }
        EntrySender sender = new EntrySender(
                stream.streamName(), stream.open(), Backoff.DEFAULT, Pause.real(), RandomGenerator.getDefault());
        return new StreamWriter<>(
                converter,
                limits,
                sender,
                context.getProcessingTimeService(),
                new WriterMetrics(context.metricGroup()));
    }
}
