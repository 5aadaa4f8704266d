package io.millrace.firehose;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.objectstore.EmbeddedObjectStore;
import io.millrace.server.Main;
import io.millrace.server.testing.TestingServer;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.firehose.model.CreateDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamType;
import software.amazon.awssdk.services.firehose.model.KinesisStreamSourceConfiguration;
import software.amazon.awssdk.services.firehose.model.Processor;
import software.amazon.awssdk.services.firehose.model.ProcessorType;
import software.amazon.awssdk.services.firehose.model.Record;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** Kills the server, with deliveries under way, and counts. */
class DeliveryKillIT {
    private static final int KILLS = 5;
    private static final int RECORDS_BETWEEN_KILLS = 50;
    private static final int SHARDS = 2;
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);
    private static final String PADDING = "x".repeat(8_000);
    private static final AwsBasicCredentials ANY = AwsBasicCredentials.create("any", "any");

    @TempDir
    private Path directory;

    private final Queue<Long> acknowledged = new ConcurrentLinkedQueue<>();
    private final AtomicLong ids = new AtomicLong();
    private final AtomicBoolean producing = new AtomicBoolean(true);

    @Test
    void everyRecordIsDeliveredOnceHoweverOftenTheProcessIsKilled() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (EmbeddedObjectStore store = EmbeddedObjectStore.start(directory.resolve("objects"), 0)) {
            Server server = start(store, 0);
            try (House.Clients clients = House.Clients.of(server.endpoint(), ANY, store.objectStore());
                    Tables tables = new Tables(server.endpoint(), store.objectStore())) {
                define(clients, tables);
                Thread toStream = Thread.ofVirtual()
                        .start(() -> produce(id -> clients.kinesis()
                                .putRecord(put -> put.streamName("events")
                                        .partitionKey(Long.toString(id))
                                        .data(SdkBytes.fromUtf8String(event(id))))));
                Queue<Long> acknowledgedDirectly = new ConcurrentLinkedQueue<>();
                Thread directly = Thread.ofVirtual()
                        .start(() -> produce(id -> {
                            clients.firehose()
                                    .putRecord(put -> put.deliveryStreamName("direct")
                                            .record(Record.builder()
                                                    .data(SdkBytes.fromUtf8String(event(id)))
                                                    .build()));
                            acknowledgedDirectly.add(id);
                        }));
                for (int i = 0; i < KILLS; i++) {
                    int begun = acknowledged.size();
                    int begunDirectly = acknowledgedDirectly.size();
                    Polling.until(
                            "both producers are at work",
                            () -> acknowledged.size() > begun + RECORDS_BETWEEN_KILLS
                                    && acknowledgedDirectly.size() > begunDirectly + RECORDS_BETWEEN_KILLS);
                    LockSupport.parkNanos(random.nextLong(100_000_000L, 2_500_000_000L));
                    server.process().destroyForcibly().waitFor();
                    server = start(store, server.endpoint().getPort());
                }
                producing.set(false);
                toStream.join();
                directly.join();
                String seeded = "seed " + seed;

                List<Long> events = idsOf(clients.kinesis(), "events");
                String ownStream = clients.kinesis().listStreams().streamNames().stream()
                        .filter(name -> name.startsWith("millrace.firehose.direct."))
                        .findFirst()
                        .orElseThrow();
                List<Long> direct = idsOf(clients.kinesis(), ownStream);
                assertThat(Stream.concat(events.stream(), direct.stream()))
                        .as(seeded)
                        .containsAll(acknowledged);
                assertThat(direct).as(seeded).containsAll(acknowledgedDirectly);
                assertThat(events).as(seeded).hasSizeGreaterThan(100);
                assertThat(direct).as(seeded).hasSizeGreaterThan(100);
                awaitCount(events, () -> rows(tables, "events"));
                awaitCount(direct, () -> rows(tables, "direct"));
                awaitCount(events, () -> lines(clients));
                assertThat(rows(tables, "events")).as(seeded).isEqualTo(events);
                assertThat(rows(tables, "direct")).as(seeded).isEqualTo(direct);
                assertThat(lines(clients)).as(seeded).isEqualTo(events);
            } finally {
                server.process().destroyForcibly().waitFor();
            }
        }
    }

    private static void define(House.Clients clients, Tables tables) {
        Schema schema = new Schema(
                Types.NestedField.required(1, "id", Types.LongType.get()),
                Types.NestedField.optional(2, "padding", Types.StringType.get()));
        tables.catalog().createTable(TableIdentifier.of(Tables.LAKE, "events"), schema);
        tables.catalog().createTable(TableIdentifier.of(Tables.LAKE, "direct"), schema);
        clients.kinesis().createStream(create -> create.streamName("events").shardCount(SHARDS));
        CreateDeliveryStreamRequest toTable = IcebergDeliveryTest.toTable("events", "events");
        clients.firehose().createDeliveryStream(fromEvents(toTable.toBuilder()));
        clients.firehose().createDeliveryStream(IcebergDeliveryTest.toTable("direct", "direct"));
        clients.firehose()
                .createDeliveryStream(fromEvents(CreateDeliveryStreamRequest.builder()
                        .deliveryStreamName("objects")
                        .extendedS3DestinationConfiguration(s3 -> s3.roleARN(House.ROLE)
                                .bucketARN(House.BUCKET_ARN)
                                .prefix("objects/")
                                .bufferingHints(hints -> hints.sizeInMBs(1).intervalInSeconds(1))
                                .processingConfiguration(with -> with.enabled(true)
                                        .processors(Processor.builder()
                                                .type(ProcessorType.APPEND_DELIMITER_TO_RECORD)
                                                .build())))));
        List.of("events", "direct", "objects").forEach(clients::awaitActive);
    }

    private static CreateDeliveryStreamRequest fromEvents(CreateDeliveryStreamRequest.Builder request) {
        return request.deliveryStreamType(DeliveryStreamType.KINESIS_STREAM_AS_SOURCE)
                .kinesisStreamSourceConfiguration(KinesisStreamSourceConfiguration.builder()
                        .roleARN(House.ROLE)
                        .kinesisStreamARN("arn:aws:kinesis:us-east-1:000000000000:stream/events")
                        .build())
                .build();
    }

    /** Every attempt has an id of its own; what is not acknowledged may be in the stream or not. */
    private void produce(Consumer<Long> put) {
        while (producing.get()) {
            long id = ids.getAndIncrement();
            try {
                put.accept(id);
                acknowledged.add(id);
            } catch (SdkException e) {
                LockSupport.parkNanos(50_000_000L);
            }
        }
    }

    private static String event(long id) {
        return "{\"id\":%d,\"padding\":\"%s\"}".formatted(id, PADDING);
    }

    private static List<Long> idsOf(KinesisClient kinesis, String stream) {
        List<Long> found = new ArrayList<>();
        for (Shard shard : kinesis.listShards(list -> list.streamName(stream)).shards()) {
            String iterator = kinesis.getShardIterator(get -> get.streamName(stream)
                            .shardId(shard.shardId())
                            .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                    .shardIterator();
            boolean end = false;
            while (!end) {
                GetRecordsResponse page = read(kinesis, iterator);
                page.records().forEach(record -> found.add(id(record.data().asUtf8String())));
                iterator = page.nextShardIterator();
                end = page.records().isEmpty() && page.millisBehindLatest() == 0;
            }
        }
        return found.stream().sorted().toList();
    }

    private static GetRecordsResponse read(KinesisClient kinesis, String iterator) {
        Instant end = Instant.now().plus(READ_TIMEOUT);
        while (true) {
            try {
                return kinesis.getRecords(get -> get.shardIterator(iterator));
            } catch (ProvisionedThroughputExceededException e) {
                // What was written in a minute is read at once, beside two deliveries.
                if (Instant.now().isAfter(end)) {
                    throw e;
                }
                LockSupport.parkNanos(200_000_000L);
            }
        }
    }

    private static long id(String event) {
        return Long.parseLong(event, "{\"id\":".length(), event.indexOf(','), 10);
    }

    private static List<Long> rows(Tables tables, String table) {
        return tables.column(table, "id").stream()
                .map(Long.class::cast)
                .sorted()
                .toList();
    }

    private static List<Long> lines(House.Clients clients) {
        return clients.lines("objects/").stream()
                .map(DeliveryKillIT::id)
                .sorted()
                .toList();
    }

    private static void awaitCount(List<Long> expected, Supplier<List<Long>> found) {
        Polling.until(expected.size() + " are delivered", () -> found.get().size() >= expected.size());
    }

    private record Server(Process process, URI endpoint) {}

    private Server start(EmbeddedObjectStore store, int port) throws IOException {
        Map<String, String> settings = new HashMap<>(TestingServer.settings(store.objectStore()));
        settings.put("kinesis.creating", "0");
        settings.put("kinesis.deleting", "0");
        Path config = directory.resolve("server.properties");
        Properties properties = new Properties();
        properties.putAll(settings);
        try (Writer writer = Files.newBufferedWriter(config)) {
            properties.store(writer, null);
        }
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx384m",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "--port",
                        Integer.toString(port),
                        "--data",
                        directory.resolve("data").toString(),
                        "--config",
                        config.toString())
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("server.log").toFile()))
                .start();
        String line = process.inputReader().readLine();
        if (line == null || !line.startsWith("ready ")) {
            throw new AssertionError("the server said %s; its log: %s"
                    .formatted(line, Files.readString(directory.resolve("server.log"))));
        }
        return new Server(process, URI.create(line.substring("ready ".length())));
    }
}
