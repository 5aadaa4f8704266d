package io.millrace.server;

import io.millrace.server.stream.StreamsConfig;
import io.millrace.server.write.WriterConfig;
import io.millrace.storage.LogStoreConfig;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** The settings of the Kinesis service; durations are in ISO-8601 or milliseconds, sizes in bytes. */
record KinesisConfig(StreamsConfig streams, WriterConfig writer, LogStoreConfig log) {
    /** Reads the keys behind {@code kinesis.}; throws {@link IllegalArgumentException} for one it does not know. */
    static KinesisConfig of(Map<String, String> settings) {
        Settings rest = new Settings(new HashMap<>(settings));
        StreamsConfig streams = StreamsConfig.DEFAULT;
        WriterConfig writer = WriterConfig.DEFAULT;
        LogStoreConfig log = LogStoreConfig.DEFAULT;
        KinesisConfig config = new KinesisConfig(
                new StreamsConfig(
                        rest.duration("creating", streams.creating()),
                        rest.duration("deleting", streams.deleting()),
                        rest.duration("retention", streams.retention()),
                        rest.integer("shards-max", streams.shardsMax()),
                        rest.integer("on-demand-streams-max", streams.onDemandStreamsMax()),
                        rest.duration("retention-every", streams.retentionEvery()),
                        rest.integer("snapshot-after-changes", streams.snapshotAfterChanges())),
                new WriterConfig(
                        rest.integer("queue-requests", writer.queueRequests()),
                        rest.take("queue-bytes", writer.queueBytes(), Long::valueOf),
                        rest.integer("batch-requests", writer.batchRequests()),
                        rest.take("batch-bytes", writer.batchBytes(), Long::valueOf),
                        rest.duration("reopen-after", writer.reopenAfter()),
                        rest.duration("reopen-after-max", writer.reopenAfterMax())),
                new LogStoreConfig(
                        rest.take("segment-bytes", log.segmentBytes(), Long::valueOf),
                        rest.integer("tail-bytes", log.tailBytes())));
        if (!rest.values.isEmpty()) {
            throw new IllegalArgumentException("unknown configuration key: kinesis."
                    + rest.values.keySet().stream().sorted().findFirst().orElseThrow());
        }
        return config;
    }

    /** What has not been read yet. */
    private record Settings(Map<String, String> values) {
        Duration duration(String key, Duration absent) {
            return take(
                    key,
                    absent,
                    text -> text.startsWith("P") ? Duration.parse(text) : Duration.ofMillis(Long.parseLong(text)));
        }

        int integer(String key, int absent) {
            return take(key, absent, Integer::valueOf);
        }

        <T> T take(String key, T absent, Function<String, T> reader) {
            String value = values.remove(key);
            if (value == null) {
                return absent;
            }
            try {
                return reader.apply(value);
            } catch (IllegalArgumentException | DateTimeParseException e) {
                throw new IllegalArgumentException("kinesis.%s cannot be %s".formatted(key, value), e);
            }
        }
    }
}
