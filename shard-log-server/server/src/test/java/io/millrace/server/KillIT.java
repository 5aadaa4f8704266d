package io.millrace.server;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.testing.KinesisClients;
import io.millrace.server.testing.ServerProcess;
import io.millrace.server.testing.Waiting;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** Kills the server's process under load, time and again, and looks for what it had promised. */
class KillIT {
    private static final Logger logger = LoggerFactory.getLogger(KillIT.class);
    private static final String STREAM = "orders";
    private static final int KILLS = 10;
    private static final int WRITERS = 8;
    private static final int RECORDS_A_REQUEST = 25;
    private static final int ACKNOWLEDGED_A_ROUND = 300;

    @TempDir
    private Path directory;

    private final Random random = new Random();
    private final AtomicLong acknowledgedInAll = new AtomicLong();

    /** One record of one request; its id, which is its data, is never sent again. */
    private record Attempt(String id, String partitionKey) {}

    private record Acknowledgement(Attempt attempt, String shardId, String sequenceNumber) {}

    private record Found(Record record, String shardId) {}

    /** One thread of writers, who owns its partition keys and waits for each answer. */
    private final class Writer {
        private final int number;
        private final List<Attempt> attempts = new ArrayList<>();
        private final List<Acknowledgement> acknowledged = new ArrayList<>();
        private long failures;

        Writer(int number) {
            this.number = number;
        }

        void writeUntil(AtomicBoolean stop, URI endpoint) {
            try (KinesisClient client = KinesisClients.withoutRetries(endpoint)) {
                while (!stop.get()) {
                    try {
                        if (attempts.size() % 2 == 0) {
                            putOne(client);
                        } else {
                            putMany(client);
                        }
                    } catch (SdkException e) {
                        // Nothing was promised; what was sent may be there or not.
                        failures++;
                    }
                }
            }
        }

        private Attempt attempt() {
            int count = attempts.size();
            Attempt attempt = new Attempt("%d-%d".formatted(number, count), "key-%d-%d".formatted(number, count % 3));
            attempts.add(attempt);
            return attempt;
        }

        private void putOne(KinesisClient client) {
            Attempt attempt = attempt();
            PutRecordResponse response = client.putRecord(request -> request.streamName(STREAM)
                    .partitionKey(attempt.partitionKey())
                    .data(SdkBytes.fromUtf8String(attempt.id())));
            acknowledge(attempt, response.shardId(), response.sequenceNumber());
        }

        private void putMany(KinesisClient client) {
            List<Attempt> batch = IntStream.range(0, RECORDS_A_REQUEST)
                    .mapToObj(i -> attempt())
                    .toList();
            PutRecordsResponse response = client.putRecords(request -> request.streamName(STREAM)
                    .records(batch.stream()
                            .map(attempt -> PutRecordsRequestEntry.builder()
                                    .partitionKey(attempt.partitionKey())
                                    .data(SdkBytes.fromUtf8String(attempt.id()))
                                    .build())
                            .toList()));
            for (int i = 0; i < batch.size(); i++) {
                PutRecordsResultEntry result = response.records().get(i);
                if (result.errorCode() == null) {
                    acknowledge(batch.get(i), result.shardId(), result.sequenceNumber());
                }
            }
        }

        private void acknowledge(Attempt attempt, String shardId, String sequenceNumber) {
            acknowledged.add(new Acknowledgement(attempt, shardId, sequenceNumber));
            acknowledgedInAll.incrementAndGet();
        }
    }

    @Test
    void tenKillsLoseNoAcknowledgedRecordAndDoubleNone() throws Exception {
        List<Writer> writers = IntStream.range(0, WRITERS).mapToObj(Writer::new).toList();
        create();

        for (int kill = 0; kill < KILLS; kill++) {
            writeAndKill(writers);
        }

        long attempts =
                writers.stream().mapToLong(writer -> writer.attempts.size()).sum();
        Map<String, List<Found>> found = read();
        logger.warn(
                "{} kills: {} records sent, {} acknowledged, {} found",
                KILLS,
                attempts,
                acknowledgedInAll,
                found.values().stream().mapToInt(List::size).sum());
        assertThat(found.values()).allSatisfy(copies -> assertThat(copies).hasSize(1));
        for (Writer writer : writers) {
            assertThat(writer.acknowledged).allSatisfy(promise -> assertPromiseKept(promise, found));
            assertInOrder(writer);
            assertThat(writer.failures).as("kills this writer has felt").isPositive();
        }
    }

    private void create() throws IOException, InterruptedException {
        try (ServerProcess server = server()) {
            URI endpoint = server.awaitReady();
            try (KinesisClient client = KinesisClients.blocking(endpoint)) {
                client.createStream(request -> request.streamName(STREAM).shardCount(4));
                client.waiter().waitUntilStreamExists(request -> request.streamName(STREAM));
            }
            server.kill();
        }
    }

    private void writeAndKill(List<Writer> writers) throws IOException, InterruptedException {
        try (ServerProcess server = server();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            URI endpoint = server.awaitReady();
            AtomicBoolean stop = new AtomicBoolean();
            long before = acknowledgedInAll.get();
            writers.forEach(writer -> threads.execute(() -> writer.writeUntil(stop, endpoint)));
            int enough = ACKNOWLEDGED_A_ROUND + random.nextInt(ACKNOWLEDGED_A_ROUND);
            Waiting.until(() -> acknowledgedInAll.get() - before > enough);
            server.kill();
            stop.set(true);
        }
    }

    /** Every record that is there, by its data. */
    private Map<String, List<Found>> read() throws IOException {
        try (ServerProcess server = server();
                KinesisClient client = KinesisClients.blocking(server.awaitReady())) {
            List<Found> found = new ArrayList<>();
            for (Shard shard :
                    client.listShards(request -> request.streamName(STREAM)).shards()) {
                List<Record> records = KinesisClients.readAll(client, STREAM, shard);
                assertThat(records.stream().map(record -> new BigInteger(record.sequenceNumber())))
                        .isSorted()
                        .doesNotHaveDuplicates();
                records.forEach(record -> found.add(new Found(record, shard.shardId())));
            }
            return found.stream()
                    .collect(groupingBy(copy -> copy.record().data().asUtf8String()));
        }
    }

    private static void assertPromiseKept(Acknowledgement promise, Map<String, List<Found>> found) {
        Found copy = found.getOrDefault(promise.attempt().id(), List.of()).stream()
                .findFirst()
                .orElseThrow(() -> new AssertionError("lost: " + promise));
        assertThat(copy.record().sequenceNumber()).isEqualTo(promise.sequenceNumber());
        assertThat(copy.record().partitionKey()).isEqualTo(promise.attempt().partitionKey());
        assertThat(copy.shardId()).isEqualTo(promise.shardId());
    }

    /** Records of one key stand in the order in which their writer was answered. */
    private static void assertInOrder(Writer writer) {
        Map<String, List<BigInteger>> byKey = writer.acknowledged.stream()
                .collect(groupingBy(
                        promise -> promise.attempt().partitionKey(),
                        LinkedHashMap::new,
                        Collectors.mapping(promise -> new BigInteger(promise.sequenceNumber()), Collectors.toList())));
        assertThat(byKey)
                .hasSize(3)
                .allSatisfy((key, numbers) -> assertThat(numbers).isSorted());
    }

    private ServerProcess server() throws IOException {
        return ServerProcess.start(
                directory.resolve("stderr"),
                "--port",
                "0",
                "--data",
                directory.resolve("data").toString());
    }
}
