package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.server.testing.KinesisClients;
import io.millrace.server.testing.TestingServer;
import io.millrace.server.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/** A server whose log has come to its quota. */
class DiskQuotaTest {
    private static final long QUOTA_BYTES = 300_000;
    private static final int RECORD_BYTES = 10_000;

    @TempDir
    private Path directory;

    @Test
    void aFullLogThrottlesKeepsWhatItHasAndTakesRecordsAgainByItselfWhenOthersExpire() throws IOException {
        Map<String, String> settings = Map.of(
                "kinesis.log-bytes-max", Long.toString(QUOTA_BYTES),
                "kinesis.segment-bytes", "50000",
                "kinesis.retention", "PT5S",
                "kinesis.retention-every", "100");
        try (TestingServer server = TestingServer.start(directory, settings);
                KinesisClient client = KinesisClients.withoutRetries(server.endpoint())) {
            client.createStream(request -> request.streamName("orders").shardCount(1));

            List<String> acknowledged = putUntilRefused(client);

            assertThat(acknowledged).hasSizeBetween(25, 30);
            assertThat(read(client)).isEqualTo(acknowledged);
            assertThatThrownBy(() -> put(client, "one too many"))
                    .isInstanceOf(ProvisionedThroughputExceededException.class)
                    .hasMessageContaining("The log has no room left on its disk for stream orders under account "
                            + "000000000000 until records expire.");
            PutRecordsResponse refused = client.putRecords(request -> request.streamName("orders")
                    .records(PutRecordsRequestEntry.builder()
                            .partitionKey("key")
                            .data(SdkBytes.fromByteArray(new byte[RECORD_BYTES]))
                            .build()));
            assertThat(refused.records())
                    .extracting(PutRecordsResultEntry::errorCode)
                    .containsExactly("ProvisionedThroughputExceededException");
            assertThat(logBytes()).isLessThanOrEqualTo(QUOTA_BYTES);

            // Nothing is done about it: retention makes room.
            Waiting.until(() -> isTaken(client));
        }
    }

    private static List<String> putUntilRefused(KinesisClient client) {
        List<String> acknowledged = new ArrayList<>();
        while (true) {
            try {
                acknowledged.add(put(client, "record"));
            } catch (ProvisionedThroughputExceededException e) {
                return acknowledged;
            }
        }
    }

    private static boolean isTaken(KinesisClient client) {
        try {
            put(client, "again");
            return true;
        } catch (ProvisionedThroughputExceededException e) {
            return false;
        }
    }

    private static String put(KinesisClient client, String key) {
        return client.putRecord(request -> request.streamName("orders")
                        .partitionKey(key)
                        .data(SdkBytes.fromByteArray(new byte[RECORD_BYTES])))
                .sequenceNumber();
    }

    private static List<String> read(KinesisClient client) {
        return KinesisClients.readAll(
                        client,
                        "orders",
                        client.listShards(request -> request.streamName("orders"))
                                .shards()
                                .getFirst())
                .stream()
                .map(record -> record.sequenceNumber())
                .toList();
    }

    private long logBytes() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("kinesis").resolve("log"))) {
            return files.filter(file -> file.toString().endsWith(".segment")
                            || file.toString().endsWith(".index"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
