package io.millrace.server;

import io.millrace.server.encryption.EncryptionConfig;
import io.millrace.server.operation.SubscriptionConfig;
import io.millrace.server.stream.OnDemandConfig;
import io.millrace.server.stream.StreamsConfig;
import io.millrace.server.traffic.ThroughputConfig;
import io.millrace.server.write.WriterConfig;
import io.millrace.storage.LogStoreConfig;
import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

/**
 * The settings of the Kinesis service; durations are in ISO-8601 or milliseconds, sizes in bytes.
 *
 * @param answerBytes of answers to GetRecords that may be in memory at once, because their callers have not taken them yet
 */
record KinesisConfig(
        StreamsConfig streams,
        WriterConfig writer,
        LogStoreConfig log,
        ThroughputConfig throughput,
        EncryptionConfig encryption,
        SubscriptionConfig subscriptions,
        long answerBytes) {
    /** A quarter of the launcher's heap; in CBOR it is memory beside the heap. */
    private static final long ANSWER_BYTES_DEFAULT = 256L << 20;

    /** Less is not worth a call. */
    private static final long ANSWER_BYTES_MIN = 1 << 20;

    KinesisConfig {
        if (answerBytes < ANSWER_BYTES_MIN) {
            throw new IllegalArgumentException(
                    "answers of %d bytes in all are fewer than %d".formatted(answerBytes, ANSWER_BYTES_MIN));
        }
    }

    /** Reads the keys behind {@code kinesis.}; throws {@link IllegalArgumentException} for one it does not know. */
    static KinesisConfig of(Map<String, String> settings) {
        Settings rest = new Settings(new HashMap<>(settings), new TreeSet<>());
        KinesisConfig config = read(rest);
        if (!rest.values.isEmpty()) {
            throw new IllegalArgumentException("unknown configuration key: kinesis."
                    + rest.values.keySet().stream().sorted().findFirst().orElseThrow());
        }
        return config;
    }

    /** Every key that is read. */
    static Set<String> keys() {
        Settings none = new Settings(new HashMap<>(), new TreeSet<>());
        read(none);
        return none.asked;
    }

    private static KinesisConfig read(Settings rest) {
        StreamsConfig streams = StreamsConfig.DEFAULT;
        WriterConfig writer = WriterConfig.DEFAULT;
        LogStoreConfig log = LogStoreConfig.DEFAULT;
        ThroughputConfig throughput = ThroughputConfig.DEFAULT;
        SubscriptionConfig subscriptions = SubscriptionConfig.DEFAULT;
        return new KinesisConfig(
                new StreamsConfig(
                        rest.duration("creating", streams.creating()),
                        rest.duration("updating", streams.updating()),
                        rest.duration("deleting", streams.deleting()),
                        rest.duration("retention", streams.retention()),
                        rest.integer("shards-max", streams.shardsMax()),
                        new OnDemandConfig(
                                rest.integer(
                                        "on-demand-streams-max",
                                        streams.onDemand().streamsMax()),
                                rest.integer(
                                        "on-demand-shards-max",
                                        streams.onDemand().shardsMax()),
                                rest.duration(
                                        "on-demand-every", streams.onDemand().every()),
                                rest.duration(
                                        "on-demand-quiet", streams.onDemand().quiet())),
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
                        rest.integer("tail-bytes", log.tailBytes()),
                        new LogStoreConfig.Disk(
                                rest.take("log-bytes-max", log.disk().bytesMax(), Long::valueOf),
                                rest.take("free-bytes-min", log.disk().freeBytesMin(), Long::valueOf))),
                new ThroughputConfig(
                        rest.take("throughput-limits", throughput.enforced(), KinesisConfig::bool),
                        rest.integer("shard-write-bytes", throughput.writeBytes()),
                        rest.integer("shard-write-records", throughput.writeRecords()),
                        rest.integer("shard-read-bytes", throughput.readBytes()),
                        rest.integer("shard-reads", throughput.reads())),
                encryption(rest),
                new SubscriptionConfig(
                        rest.duration("subscription-life", subscriptions.life()),
                        rest.duration("subscription-heartbeat", subscriptions.heartbeat()),
                        rest.duration("subscription-takeover", subscriptions.takeoverAfter())),
                rest.take("answer-bytes", ANSWER_BYTES_DEFAULT, Long::valueOf));
    }

    private static EncryptionConfig encryption(Settings rest) {
        EncryptionConfig absent = EncryptionConfig.DEFAULT;
        Optional<String> accessKey = rest.text("key-service-access-key");
        Optional<String> secretKey = rest.text("key-service-secret-key");
        if (accessKey.isPresent() != secretKey.isPresent()) {
            throw new IllegalArgumentException(
                    "of kinesis.key-service-access-key and kinesis.key-service-secret-key one is given");
        }
        return new EncryptionConfig(
                rest.take("key-service", absent.keyService(), KinesisConfig::endpoint),
                rest.text("key-service-region"),
                accessKey.map(key -> AwsBasicCredentials.create(key, secretKey.orElseThrow())),
                rest.duration("key-service-timeout", absent.timeout()),
                rest.duration("data-key-life", absent.dataKeyLife()));
    }

    private static Optional<URI> endpoint(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        URI uri = URI.create(text);
        if (uri.getScheme() == null || uri.getHost() == null) {
            throw new IllegalArgumentException("not a URI of scheme and host");
        }
        return Optional.of(uri);
    }

    private static boolean bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    /**
     * What has not been read yet.
     *
     * @param asked the keys that have been looked for, there or not
     */
    private record Settings(Map<String, String> values, Set<String> asked) {
        Duration duration(String key, Duration absent) {
            return take(
                    key,
                    absent,
                    text -> text.startsWith("P") ? Duration.parse(text) : Duration.ofMillis(Long.parseLong(text)));
        }

        Optional<String> text(String key) {
            return take(key, Optional.empty(), text -> Optional.of(text).filter(given -> !given.isEmpty()));
        }

        int integer(String key, int absent) {
            return take(key, absent, Integer::valueOf);
        }

        <T> T take(String key, T absent, Function<String, T> reader) {
            asked.add(key);
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
