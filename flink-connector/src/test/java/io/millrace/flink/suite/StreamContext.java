package io.millrace.flink.suite;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.flink.LocalStreams;
import io.millrace.flink.proxy.PutEntry;
import io.millrace.flink.sink.EntryConverter;
import io.millrace.flink.sink.MillraceSink;
import io.millrace.flink.sink.SinkLimits;
import io.millrace.flink.source.MillraceSource;
import io.millrace.flink.source.SourceSettings;
import io.millrace.flink.source.reader.RecordDeserializer;
import io.millrace.model.PartitionKey;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.testframe.external.ExternalContextFactory;
import org.apache.flink.connector.testframe.external.ExternalSystemDataReader;
import org.apache.flink.connector.testframe.external.ExternalSystemSplitDataWriter;
import org.apache.flink.connector.testframe.external.sink.DataStreamSinkV2ExternalContext;
import org.apache.flink.connector.testframe.external.sink.TestingSinkSettings;
import org.apache.flink.connector.testframe.external.source.DataStreamSourceExternalContext;
import org.apache.flink.connector.testframe.external.source.TestingSourceSettings;
import software.amazon.awssdk.services.kinesis.model.Record;

/** One test's stream. The suite writes split by split: each split is a shard, hit by its explicit range of keys. */
final class StreamContext implements DataStreamSourceExternalContext<String>, DataStreamSinkV2ExternalContext<String> {
    private static final int SHARDS = 6;
    private static final int RECORDS_PER_SPLIT = 50;

    private final LocalStreams streams;
    private final String stream;
    private int writers;

    private StreamContext(LocalStreams streams) {
        this.streams = streams;
        this.stream = streams.create("suite", SHARDS);
    }

    record Factory(ServerResource server) implements ExternalContextFactory<StreamContext> {
        @Override
        public StreamContext createExternalContext(String testName) {
            return new StreamContext(server.streams());
        }
    }

    @Override
    public List<URL> getConnectorJarPaths() {
        return List.of();
    }

    @Override
    public Source<String, ?, ?> createSource(TestingSourceSettings settings) {
        SourceSettings source = SourceSettings.of(streams.stream(stream))
                .bounded(settings.getBoundedness() == Boundedness.BOUNDED)
                .discoveringEvery(Duration.ofMillis(500));
        return new MillraceSource<>(source, RecordDeserializer.ofData(new SimpleStringSchema()));
    }

    @Override
    public ExternalSystemSplitDataWriter<String> createSourceSplitDataWriter(TestingSourceSettings settings) {
        int shard = writers++;
        return new ExternalSystemSplitDataWriter<>() {
            @Override
            public void writeRecords(List<String> records) {
                streams.put(stream, shard, records);
            }

            @Override
            public void close() {
                // The client is the server's.
            }
        };
    }

    @Override
    public List<String> generateTestData(TestingSourceSettings settings, int split, long seed) {
        return texts(split, seed);
    }

    @Override
    public Sink<String> createSink(TestingSinkSettings settings) {
        return new MillraceSink<>(streams.stream(stream), new TextConverter(), SinkLimits.DEFAULT);
    }

    @Override
    public ExternalSystemDataReader<String> createSinkDataReader(TestingSinkSettings settings) {
        Set<String> seen = new HashSet<>();
        return new ExternalSystemDataReader<>() {
            @Override
            public List<String> poll(Duration timeout) {
                List<String> fresh = new ArrayList<>();
                for (Record record : streams.records(stream)) {
                    if (seen.add(record.sequenceNumber())) {
                        fresh.add(record.data().asUtf8String());
                    }
                }
                return fresh;
            }

            @Override
            public void close() {
                // The client is the server's.
            }
        };
    }

    @Override
    public List<String> generateTestData(TestingSinkSettings settings, long seed) {
        return texts(0, seed);
    }

    private static List<String> texts(int split, long seed) {
        Random random = new Random(seed);
        List<String> texts = new ArrayList<>();
        for (int count = 0; count < RECORDS_PER_SPLIT; count++) {
            texts.add("%d-%d-%d".formatted(split, count, random.nextInt(1000)));
        }
        return texts;
    }

    @Override
    public TypeInformation<String> getProducedType() {
        return Types.STRING;
    }

    @Override
    public void close() {
        // The stream goes with the server.
    }

    private static final class TextConverter implements EntryConverter<String> {
        private static final long serialVersionUID = 1L;

        @Override
        public void open(SerializationSchema.InitializationContext context, int subtask) {}

        @Override
        public PutEntry convert(String element) {
            return new PutEntry(new PartitionKey(element), element.getBytes(UTF_8));
        }
    }
}
