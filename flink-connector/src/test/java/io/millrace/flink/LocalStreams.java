package io.millrace.flink;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.flink.proxy.ClientSettings;
import io.millrace.flink.proxy.KinesisStreams;
import io.millrace.server.testing.TestingServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** A real server with streams to test against, seen through the AWS SDK. */
public final class LocalStreams implements AutoCloseable {
    private static final int BATCH = 500;

    private final AtomicInteger streams = new AtomicInteger();
    private final TestingServer server;
    private final ClientSettings settings;
    private final KinesisClient kinesis;

    private LocalStreams(TestingServer server) {
        this.server = server;
        this.settings = new ClientSettings(server.endpoint(), "us-east-1", null);
        this.kinesis = settings.build(KinesisClient.builder(), AwsRetryStrategy.standardRetryStrategy());
    }

    public static LocalStreams start(Path directory) throws IOException {
        return new LocalStreams(TestingServer.start(directory));
    }

    public String endpoint() {
        return server.endpoint().toString();
    }

    public TestingServer server() {
        return server;
    }

    public KinesisStreams stream(String name) {
        return new KinesisStreams(name, settings);
    }

    public GlueClient glue() {
        return settings.build(GlueClient.builder(), AwsRetryStrategy.standardRetryStrategy());
    }

    /** The name of a new stream. */
    public String create(String prefix, int shards) {
        String name = prefix + "-" + streams.incrementAndGet();
        kinesis.createStream(request -> request.streamName(name).shardCount(shards));
        kinesis.waiter().waitUntilStreamExists(request -> request.streamName(name));
        return name;
    }

    public String arn(String stream) {
        return kinesis.describeStreamSummary(request -> request.streamName(stream))
                .streamDescriptionSummary()
                .streamARN();
    }

    /** Puts every text into one shard. */
    public void put(String stream, int shard, List<String> data) {
        String hashKey = kinesis.listShards(request -> request.streamName(stream))
                .shards()
                .get(shard)
                .hashKeyRange()
                .startingHashKey();
        for (String text : data) {
            kinesis.putRecord(request -> request.streamName(stream)
                    .partitionKey("any")
                    .explicitHashKey(hashKey)
                    .data(SdkBytes.fromUtf8String(text)));
        }
    }

    /** Puts each text under itself as partition key, cut to what a key may have. */
    public void put(String stream, List<String> data) {
        for (int start = 0; start < data.size(); start += BATCH) {
            List<PutRecordsRequestEntry> entries = new ArrayList<>();
            for (String text : data.subList(start, Math.min(data.size(), start + BATCH))) {
                entries.add(PutRecordsRequestEntry.builder()
                        .partitionKey(text.substring(0, Math.min(text.length(), 100)))
                        .data(SdkBytes.fromUtf8String(text))
                        .build());
            }
            int failed = kinesis.putRecords(
                            request -> request.streamName(stream).records(entries))
                    .failedRecordCount();
            if (failed > 0) {
                throw new IllegalStateException(failed + " records were refused");
            }
        }
    }

    /** Everything in the stream, shard by shard. */
    public List<Record> records(String stream) {
        List<Record> records = new ArrayList<>();
        for (Shard shard :
                kinesis.listShards(request -> request.streamName(stream)).shards()) {
            String iterator = kinesis.getShardIterator(request -> request.streamName(stream)
                            .shardId(shard.shardId())
                            .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                    .shardIterator();
            List<Record> page;
            do {
                String current = iterator;
                var answer = kinesis.getRecords(request -> request.shardIterator(current));
                page = answer.records();
                iterator = answer.nextShardIterator();
                records.addAll(page);
            } while (!page.isEmpty() && iterator != null);
        }
        return records;
    }

    public List<String> texts(String stream) {
        return records(stream).stream()
                .map(record -> record.data().asString(UTF_8))
                .toList();
    }

    @Override
    public void close() {
        kinesis.close();
        server.close();
    }
}
