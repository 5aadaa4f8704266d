package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.server.testing.KinesisClients;
import io.millrace.server.testing.TestingServer;
import io.millrace.server.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;

/** What a server under load says at {@code /metrics}. */
class MetricsTest {
    private static final int SEGMENT_HEADER_BYTES = 48;
    private static final int RECORD_BYTES = 1_000;

    @TempDir
    private Path directory;

    @Test
    void appendsAreCountedToTheByte() throws IOException {
        try (TestingServer server = TestingServer.start(directory);
                KinesisClient client = client(server)) {
            put(client, 3);
            put(client, 4);

            Scrape scrape = Scrape.of(server.endpoint());

            assertThat(scrape.value("millrace_log_append_records_total")).isEqualTo(7);
            assertThat(scrape.value("millrace_log_append_bytes_total"))
                    .isEqualTo((double) (segmentBytes() - SEGMENT_HEADER_BYTES));
            assertThat(scrape.value("IncomingRecords_total{StreamName=\"orders\"}"))
                    .isEqualTo(7);
            assertThat(scrape.value("millrace_log_commit_seconds_count")).isEqualTo(2);
            assertThat(scrape.value("millrace_log_commit_seconds_bucket{le=\"+Inf\"}"))
                    .isEqualTo(2);
            assertThat(scrape.value("millrace_log_commit_seconds_sum"))
                    .isGreaterThanOrEqualTo(scrape.value("millrace_log_force_seconds_total"));
            assertThat(scrape.value("millrace_log_force_seconds_total")).isPositive();
            assertThat(scrape.value("millrace_log_commit_requests_sum")).isEqualTo(2);
            assertThat(scrape.value("millrace_log_queue_requests")).isZero();
            assertThat(scrape.value("millrace_log_queue_bytes")).isZero();
            assertThat(scrape.value("millrace_log_oldest_unforced_seconds")).isZero();
            assertThat(scrape.value("millrace_log_writable")).isEqualTo(1);
            assertThat(scrape.value("millrace_log_segments")).isEqualTo(1);
            assertThat(scrape.value("millrace_log_disk_bytes"))
                    .isBetween((double) segmentBytes(), segmentBytes() + 500.0);
            assertThat(scrape.value("millrace_log_disk_max_bytes")).isInfinite();
            assertThat(scrape.value("millrace_log_room_bytes")).isPositive();
            assertThat(scrape.value("process_files_open_files")).isPositive();
        }
    }

    @Test
    void bucketsOfCommitsOnlyGrow() throws IOException {
        try (TestingServer server = TestingServer.start(directory);
                KinesisClient client = client(server)) {
            put(client, 1);

            Scrape scrape = Scrape.of(server.endpoint());

            List<Double> buckets = Stream.of(
                            "0.001", "0.002", "0.005", "0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1.0", "5.0",
                            "+Inf")
                    .map(bound -> scrape.value("millrace_log_commit_seconds_bucket{le=\"%s\"}".formatted(bound)))
                    .toList();
            assertThat(buckets).isSorted().last().isEqualTo(1.0);
        }
    }

    @Test
    void readersOfWhatIsNewHitTheTailAndThoseAfterARestartMissIt() throws IOException {
        try (TestingServer server = TestingServer.start(directory);
                KinesisClient client = client(server)) {
            put(client, 3);
            read(client);

            Scrape before = Scrape.of(server.endpoint());
            server.restart();
            // Retention has looked at the oldest record.
            Scrape started = Scrape.of(server.endpoint());
            read(client);
            Scrape after = Scrape.of(server.endpoint());

            double runs = 1;
            assertThat(before.value("millrace_log_tail_reads_total{result=\"hit\"}"))
                    .isEqualTo(runs);
            assertThat(before.value("millrace_log_tail_reads_total{result=\"miss\"}"))
                    .isZero();
            assertThat(after.value("millrace_log_tail_reads_total{result=\"hit\"}"))
                    .isZero();
            assertThat(after.value("millrace_log_tail_reads_total{result=\"miss\"}")
                            - started.value("millrace_log_tail_reads_total{result=\"miss\"}"))
                    .isEqualTo(runs);
        }
    }

    @Test
    void retentionTellsWhatItDeletes() throws IOException {
        Map<String, String> settings =
                Map.of("kinesis.segment-bytes", "1", "kinesis.retention", "PT1S", "kinesis.retention-every", "50");
        try (TestingServer server = TestingServer.start(directory, settings);
                KinesisClient client = client(server)) {
            put(client, 2);
            put(client, 2);
            double bytes = Scrape.of(server.endpoint()).value("millrace_log_append_bytes_total");

            Waiting.until(() -> Scrape.of(server.endpoint()).value("millrace_log_reclaimed_segments_total") == 2);

            Scrape scrape = Scrape.of(server.endpoint());
            assertThat(scrape.value("millrace_log_reclaimed_bytes_total")).isEqualTo(bytes + 2 * SEGMENT_HEADER_BYTES);
            assertThat(scrape.value("millrace_log_segments")).isEqualTo(1);
            assertThat(scrape.value("millrace_log_disk_bytes")).isLessThan(RECORD_BYTES);
            assertThat(scrape.value("millrace_log_retention_failures_total")).isZero();
        }
    }

    @Test
    void whatTheDiskHasNoRoomForIsCountedAsRefused() throws IOException {
        try (TestingServer server = TestingServer.start(directory, Map.of("kinesis.log-bytes-max", "5000"));
                KinesisClient client = client(server)) {
            put(client, 2);
            for (int request = 0; request < 3; request++) {
                assertThatThrownBy(() -> putLarge(client)).isInstanceOf(ProvisionedThroughputExceededException.class);
            }

            Scrape scrape = Scrape.of(server.endpoint());

            assertThat(scrape.value("millrace_log_refused_requests_total{reason=\"disk\"}"))
                    .isEqualTo(3);
            assertThat(scrape.value("millrace_log_refused_requests_total{reason=\"queue\"}"))
                    .isZero();
            assertThat(scrape.value("millrace_log_refused_requests_total{reason=\"failure\"}"))
                    .isZero();
            assertThat(scrape.value("millrace_log_append_records_total")).isEqualTo(2);
            assertThat(scrape.value("millrace_log_disk_max_bytes")).isEqualTo(5_000);
            assertThat(scrape.value("millrace_log_room_bytes")).isBetween(0.0, 3_000.0);
        }
    }

    private static KinesisClient client(TestingServer server) {
        KinesisClient client = KinesisClients.withoutRetries(server.endpoint());
        client.createStream(request -> request.streamName("orders").shardCount(1));
        return client;
    }

    private static void put(KinesisClient client, int records) {
        List<PutRecordsRequestEntry> entries = Stream.generate(() -> PutRecordsRequestEntry.builder()
                        .partitionKey("key")
                        .data(SdkBytes.fromByteArray(new byte[RECORD_BYTES]))
                        .build())
                .limit(records)
                .toList();
        assertThat(client.putRecords(request -> request.streamName("orders").records(entries))
                        .failedRecordCount())
                .isZero();
    }

    private static void putLarge(KinesisClient client) {
        client.putRecord(request ->
                request.streamName("orders").partitionKey("key").data(SdkBytes.fromByteArray(new byte[10_000])));
    }

    private static void read(KinesisClient client) {
        assertThat(KinesisClients.readAll(
                        client,
                        "orders",
                        client.listShards(request -> request.streamName("orders"))
                                .shards()
                                .getFirst()))
                .hasSize(3);
    }

    private long segmentBytes() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("kinesis").resolve("log"))) {
            return files.filter(file -> file.toString().endsWith(".segment"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
