package io.millrace.e2e.demo;

import io.millrace.e2e.AwsClients;
import io.millrace.e2e.cli.Poll;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamStatus;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamType;
import software.amazon.awssdk.services.firehose.model.DestinationTableConfiguration;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** Makes the streams, their tables and the delivery stream of the demonstration. */
final class DemoResources {
    static final String DATABASE = "demo";
    static final String FLIGHTS = "flights";
    static final String LAKE_TABLE = "flights_lake";
    static final String DELAYS = "airport_delays";

    private static final String DELIVERY = "flights-to-lake";
    private static final int FLIGHT_SHARDS = 4;
    private static final int DELIVERY_SECONDS = 3;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final AwsClients aws;

    DemoResources(AwsClients aws) {
        this.aws = aws;
    }

    private static List<Column> flightColumns() {
        return List.of(
                column("date", "string"),
                column("delay", "int"),
                column("distance", "int"),
                column("origin", "string"),
                column("destination", "string"));
    }

    void createStreams() throws TimeoutException {
        aws.glue().createDatabase(create -> create.databaseInput(database -> database.name(DATABASE)));
        createStream(FLIGHTS, FLIGHT_SHARDS, flightColumns());
        createStream(DELAYS, 1, List.of(column("origin", "string"), column("mean_delay", "double")));
    }

    /** Makes the lake's table as any Iceberg client would. */
    void createLakeTable(URI catalogUri) throws IOException {
        Schema schema = new Schema(
                Types.NestedField.optional(1, "date", Types.StringType.get()),
                Types.NestedField.optional(2, "delay", Types.IntegerType.get()),
                Types.NestedField.optional(3, "distance", Types.IntegerType.get()),
                Types.NestedField.optional(4, "origin", Types.StringType.get()),
                Types.NestedField.optional(5, "destination", Types.StringType.get()));
        try (RESTCatalog catalog = new RESTCatalog()) {
            catalog.initialize("lake", Map.of(CatalogProperties.URI, catalogUri.toString()));
            catalog.createTable(TableIdentifier.of(DATABASE, LAKE_TABLE), schema);
        }
    }

    /** From now on every flight goes to the lake; the Iceberg table must exist. */
    void createDelivery() throws TimeoutException {
        String flightsArn = summary(FLIGHTS).streamARN();
        String role = "arn:aws:iam::000000000000:role/demo";
        aws.firehose()
                .createDeliveryStream(create -> create.deliveryStreamName(DELIVERY)
                        .deliveryStreamType(DeliveryStreamType.KINESIS_STREAM_AS_SOURCE)
                        .kinesisStreamSourceConfiguration(
                                source -> source.kinesisStreamARN(flightsArn).roleARN(role))
                        .icebergDestinationConfiguration(iceberg -> iceberg.roleARN(role)
                                .catalogConfiguration(
                                        catalog -> catalog.catalogARN("arn:aws:glue:us-east-1:000000000000:catalog"))
                                .destinationTableConfigurationList(DestinationTableConfiguration.builder()
                                        .destinationDatabaseName(DATABASE)
                                        .destinationTableName(LAKE_TABLE)
                                        .build())
                                .bufferingHints(hints -> hints.sizeInMBs(1).intervalInSeconds(DELIVERY_SECONDS))
                                .s3Configuration(s3 -> s3.roleARN(role)
                                        .bucketARN("arn:aws:s3:::millrace")
                                        .errorOutputPrefix("errors/"))));
        Poll.until(
                "delivery stream " + DELIVERY + " becoming active",
                TIMEOUT,
                () -> Optional.of(aws.firehose()
                                .describeDeliveryStream(describe -> describe.deliveryStreamName(DELIVERY))
                                .deliveryStreamDescription()
                                .deliveryStreamStatus())
                        .filter(DeliveryStreamStatus.ACTIVE::equals));
    }

    private void createStream(String name, int shards, List<Column> columns) throws TimeoutException {
        aws.kinesis().createStream(create -> create.streamName(name).shardCount(shards));
        StreamDescriptionSummary active = Poll.until(
                "stream " + name + " becoming active",
                TIMEOUT,
                () -> Optional.of(summary(name)).filter(summary -> summary.streamStatus() == StreamStatus.ACTIVE));
        aws.glue()
                .createTable(create -> create.databaseName(DATABASE)
                        .tableInput(table -> table.name(name)
                                .parameters(Map.of("classification", "json"))
                                .storageDescriptor(storage -> storage.location(name)
                                        .columns(columns)
                                        .parameters(
                                                Map.of("typeOfData", "kinesis", "streamARN", active.streamARN())))));
    }

    private StreamDescriptionSummary summary(String stream) {
        return aws.kinesis()
                .describeStreamSummary(describe -> describe.streamName(stream))
                .streamDescriptionSummary();
    }

    private static Column column(String name, String type) {
        return Column.builder().name(name).type(type).build();
    }
}
