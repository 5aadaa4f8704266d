package io.millrace.flink.source.reader;

import io.millrace.flink.proxy.StreamRecord;
import java.io.IOException;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** Decodes a record, emits it with its arrival as timestamp, and moves the shard's state past it. */
final class StreamRecordEmitter<T> implements RecordEmitter<StreamRecord, T, ShardState> {
    private final RecordDeserializer<T> deserializer;
    private final ReaderMetrics metrics;
    private final Output<T> output = new Output<>();

    StreamRecordEmitter(RecordDeserializer<T> deserializer, ReaderMetrics metrics) {
        this.deserializer = deserializer;
        this.metrics = metrics;
    }

    @Override
    public void emitRecord(StreamRecord record, SourceOutput<T> target, ShardState state) throws IOException {
        output.target = target;
        output.timestamp = record.arrival().toEpochMilli();
        try {
            deserializer.deserialize(record, output);
        } catch (IOException e) {
            throw new IOException(
                    "record %s of shard %s cannot be decoded".formatted(record.sequenceNumber(), record.shard()), e);
        }
        metrics.emitted(record.data().length);
        state.emitted(record.sequenceNumber());
    }

    /** Written before each record, so that no object is made per record. */
    private static final class Output<T> implements Collector<T> {
        private @Nullable SourceOutput<T> target;
        private long timestamp;

        @Override
        public void collect(T element) {
            if (target == null) {
                throw new IllegalStateException("no record is being emitted");
            }
            target.collect(element, timestamp);
        }

        @Override
        public void close() {
            // The reader's output stays open.
        }
    }
}
