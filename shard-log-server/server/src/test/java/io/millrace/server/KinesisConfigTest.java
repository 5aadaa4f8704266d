package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.server.stream.StreamsConfig;
import io.millrace.server.write.WriterConfig;
import io.millrace.storage.LogStoreConfig;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
                                50,
                                Duration.ofMinutes(1),
                                1_000),
                        new WriterConfig(
                                10_000, 256 << 20, 1_024, 16 << 20, Duration.ofMillis(100), Duration.ofSeconds(5)),
                        new LogStoreConfig(256 << 20, 32 << 20, new LogStoreConfig.Disk(Long.MAX_VALUE, 128 << 20)),
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
                Map.entry("snapshot-after-changes", "14"));

        assertThat(KinesisConfig.of(settings))
                .isEqualTo(new KinesisConfig(
                        new StreamsConfig(
                                Duration.ofMillis(1),
                                Duration.ofMillis(3),
                                Duration.ofMillis(2),
                                Duration.ofDays(7),
                                4,
                                5,
                                Duration.ofSeconds(6),
                                14),
                        new WriterConfig(7, 20_000_000, 8, 9, Duration.ofMillis(10), Duration.ofMillis(11)),
                        new LogStoreConfig(12, 13, new LogStoreConfig.Disk(16, 17)),
                        2_000_000));
    }

    @ParameterizedTest
    @CsvSource({
        "shard-max, 1, unknown configuration key: kinesis.shard-max",
        "shards-max, many, kinesis.shards-max cannot be many",
        "creating, PX, kinesis.creating cannot be PX",
        "shards-max, 0, 'at most 0 shards, 50 on-demand streams'",
        "log-bytes-max, 0, a log of at most 0 bytes that leaves 134217728 free",
        "answer-bytes, 15, 'answers of 15 bytes in all are fewer than 1048576'",
        "queue-bytes, 1, 'writer limits too small: 10000 requests, 1 bytes queued; 1024, 16777216 a batch'"
    })
    void aWrongKeyOrValueIsRefusedInOneLine(String key, String value, String message) {
        assertThatThrownBy(() -> KinesisConfig.of(Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
