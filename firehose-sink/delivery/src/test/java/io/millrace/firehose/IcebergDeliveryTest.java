package io.millrace.firehose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.firehose.model.CreateDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamType;
import software.amazon.awssdk.services.firehose.model.DestinationTableConfiguration;
import software.amazon.awssdk.services.firehose.model.IcebergDestinationConfiguration;
import software.amazon.awssdk.services.firehose.model.Record;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;

class IcebergDeliveryTest {
    private static final Schema FLIGHTS = new Schema(
            Types.NestedField.optional(1, "date", Types.StringType.get()),
            Types.NestedField.required(2, "delay", Types.IntegerType.get()),
            Types.NestedField.optional(3, "distance", Types.LongType.get()),
            Types.NestedField.optional(4, "origin", Types.StringType.get()),
            Types.NestedField.optional(5, "destination", Types.StringType.get()));

    @TempDir
    private static Path directory;

    private static House house;
    private static Tables tables;

    @BeforeAll
    static void open() throws IOException {
        house = House.open(directory);
        tables = new Tables(house.server().endpoint(), house.objectStore());
    }

    @AfterAll
    static void close() throws IOException {
        tables.close();
        house.close();
    }

    @Test
    void aStreamsRecordsBecomeRowsOfAPartitionedTable() {
        table("flights", PartitionSpec.builderFor(FLIGHTS).identity("origin").build());
        house.kinesis().createStream(create -> create.streamName("flights").shardCount(2));
        house.firehose()
                .createDeliveryStream(toTable("flights", "flights").toBuilder()
                        .deliveryStreamType(DeliveryStreamType.KINESIS_STREAM_AS_SOURCE)
                        .kinesisStreamSourceConfiguration(source -> source.roleARN(House.ROLE)
                                .kinesisStreamARN("arn:aws:kinesis:us-east-1:000000000000:stream/flights"))
                        .build());

        List<PutRecordsRequestEntry> entries = IntStream.range(0, 500)
                .mapToObj(i -> PutRecordsRequestEntry.builder()
                        .partitionKey("key" + i)
                        .data(SdkBytes.fromUtf8String(flight(i)))
                        .build())
                .toList();
        house.kinesis().putRecords(put -> put.streamName("flights").records(entries));

        awaitRows("flights", 500);
        assertThat(tables.column("flights", "delay"))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 500).boxed().toList());
        assertThat(tables.column("flights", "origin")).containsOnly("DTW", "LAS", "JFK");
        assertThat(house.clients().keys("warehouse/"))
                .anySatisfy(key -> assertThat(key).contains("origin=DTW").endsWith(".parquet"));
    }

    @Test
    void recordsThatDoNotFitGoToTheErrorPrefixAndTheOthersToTheTable() throws IOException {
        table("strict", PartitionSpec.unpartitioned());
        house.firehose().createDeliveryStream(toTable("strict", "strict"));
        house.clients().awaitActive("strict");

        house.firehose()
                .putRecordBatch(put -> put.deliveryStreamName("strict")
                        .records(
                                record(flight(1)),
                                record("not json"),
                                record("{\"delay\":\"late\"}"),
                                record("{\"origin\":\"DTW\"}"),
                                record(flight(2))));

        awaitRows("strict", 2);
        Polling.until("three are rejected", () -> rejected("strict").size() >= 3);
        assertThat(tables.column("strict", "delay")).containsExactlyInAnyOrder(1, 2);
        JsonMapper json = new JsonMapper();
        assertThat(rejected("strict")).hasSize(3).allSatisfy(line -> {
            JsonNode error = json.readTree(line);
            assertThat(error.get("attemptsMade").asInt()).isEqualTo(1);
            assertThat(error.get("arrivalTimestamp").asLong()).isPositive();
            assertThat(error.get("errorCode").asText()).startsWith("Iceberg.");
            assertThat(error.get("errorMessage").asText()).isNotEmpty();
        });
        assertThat(rejected("strict"))
                .extracting(line -> new String(
                        Base64.getDecoder()
                                .decode(json.readTree(line).get("rawData").asText()),
                        UTF_8))
                .containsExactlyInAnyOrder("not json", "{\"delay\":\"late\"}", "{\"origin\":\"DTW\"}");
    }

    @Test
    void everySnapshotSaysHowFarItIsAndForeignOnesInBetweenDoNotMatter() {
        table("shared", PartitionSpec.unpartitioned());
        house.firehose().createDeliveryStream(toTable("shared", "shared"));
        house.clients().awaitActive("shared");

        for (int i = 0; i < 3; i++) {
            String flight = flight(i);
            house.firehose().putRecord(put -> put.deliveryStreamName("shared").record(record(flight)));
            awaitRows("shared", i + 1);
            tables.load("shared").newAppend().set("writer", "another").commit();
            tables.load("shared").updateProperties().set("touched", "" + i).commit();
        }

        assertThat(tables.column("shared", "delay")).containsExactlyInAnyOrder(0, 1, 2);
        Table table = tables.load("shared");
        List<Snapshot> own = StreamSupport.stream(table.snapshots().spliterator(), false)
                .filter(snapshot -> !snapshot.summary().containsKey("writer"))
                .toList();
        assertThat(own)
                .hasSize(3)
                .allSatisfy(snapshot -> assertThat(snapshot.summary().keySet())
                        .anyMatch(key -> key.matches("millrace\\.delivery\\.[0-9a-f-]{36}\\.positions")));
    }

    @Test
    void recordsWaitUntilTheTableIsThere() {
        house.firehose().createDeliveryStream(toTable("early", "late"));
        house.clients().awaitActive("early");
        house.firehose().putRecord(put -> put.deliveryStreamName("early").record(record(flight(7))));
        Polling.until(
                "a delivery failed",
                () -> Metrics.of(
                                house.server().endpoint(),
                                "firehose_delivery_failures_total",
                                "delivery_stream=\"early\"")
                        >= 1);

        table("late", PartitionSpec.unpartitioned());

        awaitRows("late", 1);
        assertThat(tables.column("late", "delay")).containsExactly(7);
    }

    private static void table(String name, PartitionSpec spec) {
        tables.catalog().createTable(TableIdentifier.of(Tables.LAKE, name), FLIGHTS, spec);
    }

    static CreateDeliveryStreamRequest toTable(String name, String table) {
        return CreateDeliveryStreamRequest.builder()
                .deliveryStreamName(name)
                .icebergDestinationConfiguration(IcebergDestinationConfiguration.builder()
                        .roleARN(House.ROLE)
                        .catalogConfiguration(
                                catalog -> catalog.catalogARN("arn:aws:glue:us-east-1:000000000000:catalog"))
                        .s3Configuration(s3 -> s3.roleARN(House.ROLE)
                                .bucketARN(House.BUCKET_ARN)
                                .prefix(name + "/"))
                        .bufferingHints(hints -> hints.sizeInMBs(1).intervalInSeconds(1))
                        .destinationTableConfigurationList(DestinationTableConfiguration.builder()
                                .destinationDatabaseName("lake")
                                .destinationTableName(table)
                                .build())
                        .build())
                .build();
    }

    private static List<String> rejected(String name) {
        return house.clients().lines(name + "/iceberg-failed/");
    }

    private static void awaitRows(String table, int count) {
        Polling.until(
                count + " rows in " + table, () -> tables.column(table, "delay").size() >= count);
    }

    private static String flight(int delay) {
        return "{\"date\":\"2001/01/01 00:47\",\"delay\":%d,\"distance\":1750,\"origin\":\"%s\",\"destination\":\"LAS\"}"
                .formatted(delay, List.of("DTW", "LAS", "JFK").get(delay % 3));
    }

    private static Record record(String text) {
        return Record.builder().data(SdkBytes.fromUtf8String(text)).build();
    }
}
