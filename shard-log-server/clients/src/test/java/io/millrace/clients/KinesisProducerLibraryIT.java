package io.millrace.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.util.concurrent.ListenableFuture;
import io.millrace.server.testing.TestingServer;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.kinesis.producer.KinesisProducer;
import software.amazon.kinesis.producer.KinesisProducerConfiguration;
import software.amazon.kinesis.producer.UserRecordResult;
import software.amazon.kinesis.retrieval.AggregatorUtil;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/** The Kinesis Producer Library's native process, which speaks TLS only and packs many records into one. */
class KinesisProducerLibraryIT {
    private static final int RECORDS_OF_ROUND = 2_000;

    /** It sends one by one until it has heard of the shards, which it asks for as it begins. */
    private static final int ROUNDS_MAX = 100;

    private static final int KEYS = 100;
    private static final long PATIENCE_SECONDS = 120;

    /** What an aggregated record begins with. */
    private static final byte[] MAGIC = HexFormat.of().parseHex("f3899ac2");

    @TempDir
    private Path directory;

    @Test
    void everyAggregatedRecordIsThereOnce() throws Exception {
        assumeTrue(
                System.getProperty("os.name").equals("Linux")
                        && System.getProperty("os.arch").equals("amd64"),
                "the library brings no process for this machine");
        try (TestingServer server = TestingServer.start(directory.resolve("data"), Map.of("tls", "self-signed"));
                KinesisClient client = Clients.blocking(server.endpoint())) {
            client.createStream(create -> create.streamName("produced").shardCount(2));
            client.waiter().waitUntilStreamExists(describe -> describe.streamName("produced"));

            List<Record> raw = new ArrayList<>();
            int sent = 0;
            KinesisProducer producer = producer(server.secureEndpoint());
            try {
                for (int round = 0; round < ROUNDS_MAX && !isAnyAggregated(raw); round++) {
                    assertThat(produce(producer, sent)).allMatch(UserRecordResult::isSuccessful);
                    sent += RECORDS_OF_ROUND;
                    raw = readAll(client);
                }
            } finally {
                producer.destroy();
            }

            assertThat(isAnyAggregated(raw)).isTrue();
            assertThat(raw).hasSizeLessThan(sent);
            assertThat(deaggregated(raw))
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, sent)
                            .mapToObj(number -> key(number) + ":" + number)
                            .toList());
        }
    }

    private KinesisProducer producer(URI endpoint) throws IOException {
        return new KinesisProducer(new KinesisProducerConfiguration()
                .setKinesisEndpoint(endpoint.getHost())
                .setKinesisPort(endpoint.getPort())
                // It would ask for the account's number, which it can do without.
                .setStsEndpoint(endpoint.getHost())
                .setStsPort(endpoint.getPort())
                .setRegion("us-east-1")
                .setCredentialsProvider(Clients.ANY)
                .setVerifyCertificate(false)
                .setMetricsLevel("none")
                .setTempDirectory(
                        Files.createDirectories(directory.resolve("kpl")).toString())
                .setRecordMaxBufferedTime(200)
                .setAggregationEnabled(true));
    }

    /** Sends a round of records, numbered from the first on, and waits for what became of them. */
    private static List<UserRecordResult> produce(KinesisProducer producer, int first) throws Exception {
        List<ListenableFuture<UserRecordResult>> pending = new ArrayList<>();
        for (int number = first; number < first + RECORDS_OF_ROUND; number++) {
            ByteBuffer data = ByteBuffer.wrap(Integer.toString(number).getBytes(UTF_8));
            pending.add(producer.addUserRecord("produced", key(number), data));
        }
        producer.flush();
        List<UserRecordResult> results = new ArrayList<>();
        for (ListenableFuture<UserRecordResult> result : pending) {
            results.add(result.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        }
        return results;
    }

    private static List<Record> readAll(KinesisClient client) {
        return client.listShards(list -> list.streamName("produced")).shards().stream()
                .flatMap(shard -> read(client, shard).stream())
                .toList();
    }

    private static boolean isAnyAggregated(List<Record> raw) {
        return raw.stream().anyMatch(KinesisProducerLibraryIT::isAggregated);
    }

    private static String key(int number) {
        return "key-" + number % KEYS;
    }

    private static List<Record> read(KinesisClient client, Shard shard) {
        String iterator = client.getShardIterator(get -> get.streamName("produced")
                        .shardId(shard.shardId())
                        .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
        List<Record> records = new ArrayList<>();
        while (true) {
            String at = iterator;
            GetRecordsResponse response = client.getRecords(get -> get.shardIterator(at));
            records.addAll(response.records());
            if (response.records().isEmpty()) {
                return records;
            }
            iterator = response.nextShardIterator();
        }
    }

    private static boolean isAggregated(Record record) {
        return HexFormat.of()
                .formatHex(record.data().asByteArray())
                .startsWith(HexFormat.of().formatHex(MAGIC));
    }

    /** By the library that consumers do it with. */
    private static List<String> deaggregated(List<Record> raw) {
        return new AggregatorUtil()
                .deaggregate(raw.stream().map(KinesisClientRecord::fromRecord).toList()).stream()
                        .map(record -> record.partitionKey() + ":" + UTF_8.decode(record.data()))
                        .toList();
    }
}
