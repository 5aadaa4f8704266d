package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.server.encryption.EncryptionConfig;
import io.millrace.server.operation.SubscriptionConfig;
import io.millrace.server.stream.OnDemandConfig;
import io.millrace.server.stream.StreamsConfig;
import io.millrace.server.traffic.ThroughputConfig;
import io.millrace.server.write.WriterConfig;
import io.millrace.storage.LogStoreConfig;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

class KinesisConfigTest {
    @Test
    void defaultsAreThese() {
        assertThat(KinesisConfig.of(Map.of()))
                .isEqualTo(new KinesisConfig(
                        new StreamsConfig(
                                Duration.ofMillis(500),
                                Duration.ofMillis(500),
                                Duration.ofMillis(500),
                                Duration.ofHours(24),
                                500,
                                new OnDemandConfig(50, 200, Duration.ofSeconds(10), Duration.ofHours(24)),
                                Duration.ofMinutes(1),
                                1_000),
                        new WriterConfig(
                                10_000, 256 << 20, 1_024, 16 << 20, Duration.ofMillis(100), Duration.ofSeconds(5)),
                        new LogStoreConfig(256 << 20, 32 << 20, new LogStoreConfig.Disk(Long.MAX_VALUE, 128 << 20)),
                        new ThroughputConfig(true, 1_048_576, 1_000, 2_097_152, 5),
                        EncryptionConfig.DEFAULT,
                        new SubscriptionConfig(Duration.ofMinutes(5), Duration.ofSeconds(5), Duration.ofSeconds(5)),
                        256 << 20));
    }

    @Test
    void everyKeyIsMapped() {
        Map<String, String> settings = Map.ofEntries(
                Map.entry("creating", "1"),
                Map.entry("updating", "3"),
                Map.entry("deleting", "2"),
                Map.entry("retention", "PT168H"),
                Map.entry("shards-max", "4"),
                Map.entry("on-demand-streams-max", "5"),
                Map.entry("on-demand-shards-max", "18"),
                Map.entry("on-demand-every", "19"),
                Map.entry("on-demand-quiet", "20"),
                Map.entry("throughput-limits", "false"),
                Map.entry("shard-write-bytes", "21"),
                Map.entry("shard-write-records", "22"),
                Map.entry("shard-read-bytes", "23"),
                Map.entry("shard-reads", "24"),
                Map.entry("subscription-life", "25"),
                Map.entry("subscription-heartbeat", "26"),
                Map.entry("subscription-takeover", "27"),
                Map.entry("retention-every", "PT6S"),
                Map.entry("queue-requests", "7"),
                Map.entry("queue-bytes", "20000000"),
                Map.entry("batch-requests", "8"),
                Map.entry("batch-bytes", "9"),
                Map.entry("reopen-after", "10"),
                Map.entry("reopen-after-max", "11"),
                Map.entry("segment-bytes", "12"),
                Map.entry("tail-bytes", "13"),
                Map.entry("log-bytes-max", "16"),
                Map.entry("free-bytes-min", "17"),
                Map.entry("answer-bytes", "2000000"),
                Map.entry("key-service", "https://kms.example:8443"),
                Map.entry("key-service-region", "eu-west-1"),
                Map.entry("key-service-access-key", "AKIA"),
                Map.entry("key-service-secret-key", "secret"),
                Map.entry("key-service-timeout", "21"),
                Map.entry("data-key-life", "PT1M"),
                Map.entry("snapshot-after-changes", "14"));

        assertThat(KinesisConfig.of(settings))
                .isEqualTo(new KinesisConfig(
                        new StreamsConfig(
                                Duration.ofMillis(1),
                                Duration.ofMillis(3),
                                Duration.ofMillis(2),
                                Duration.ofDays(7),
                                4,
                                new OnDemandConfig(5, 18, Duration.ofMillis(19), Duration.ofMillis(20)),
                                Duration.ofSeconds(6),
                                14),
                        new WriterConfig(7, 20_000_000, 8, 9, Duration.ofMillis(10), Duration.ofMillis(11)),
                        new LogStoreConfig(12, 13, new LogStoreConfig.Disk(16, 17)),
                        new ThroughputConfig(false, 21, 22, 23, 24),
                        new EncryptionConfig(
                                Optional.of(URI.create("https://kms.example:8443")),
                                Optional.of("eu-west-1"),
                                Optional.of(AwsBasicCredentials.create("AKIA", "secret")),
                                Duration.ofMillis(21),
                                Duration.ofMinutes(1)),
                        new SubscriptionConfig(Duration.ofMillis(25), Duration.ofMillis(26), Duration.ofMillis(27)),
                        2_000_000));
    }

    @ParameterizedTest
    @CsvSource({
        "shard-max, 1, unknown configuration key: kinesis.shard-max",
        "shards-max, many, kinesis.shards-max cannot be many",
        "creating, PX, kinesis.creating cannot be PX",
        "shards-max, 0, at most 0 shards",
        "throughput-limits, off, kinesis.throughput-limits cannot be off",
        "shard-reads, 0, 'a shard that takes 1048576 bytes and 1000 records, gives 2097152 bytes in 0 calls'",
        "subscription-life, 0, 'a subscription of PT0S with a heartbeat every PT5S, safe for PT5S'",
        "log-bytes-max, 0, a log of at most 0 bytes that leaves 134217728 free",
        "key-service, nowhere, kinesis.key-service cannot be nowhere",
        "key-service-region, eu-west-1, 'a region or credentials are given for a key service, but no endpoint: kinesis.key-service'",
        "key-service-access-key, A, of kinesis.key-service-access-key and kinesis.key-service-secret-key one is given",
        "answer-bytes, 15, 'answers of 15 bytes in all are fewer than 1048576'",
        "queue-bytes, 1, 'writer limits too small: 10000 requests, 1 bytes queued; 1024, 16777216 a batch'"
    })
    void aWrongKeyOrValueIsRefusedInOneLine(String key, String value, String message) {
        assertThatThrownBy(() -> KinesisConfig.of(Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
