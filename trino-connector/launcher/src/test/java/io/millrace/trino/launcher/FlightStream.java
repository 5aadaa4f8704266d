package io.millrace.trino.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;

/** A stream {@code flights} of two shards, its table {@code flights.flights}, and flights of delays 0, 1, 2, ... */
final class FlightStream {
    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/flights";

    private FlightStream() {}

    static void create(URI endpoint, AwsCredentialsProvider credentials, int flights) {
        try (KinesisClient kinesis = KinesisClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
            kinesis.createStream(request -> request.streamName("flights").shardCount(2));
            kinesis.waiter().waitUntilStreamExists(request -> request.streamName("flights"));
            List<PutRecordsRequestEntry> entries = IntStream.range(0, flights)
                    .mapToObj(delay -> PutRecordsRequestEntry.builder()
                            .partitionKey("k" + delay)
                            .data(SdkBytes.fromString("{\"origin\":\"DTW\",\"delay\":%d}".formatted(delay), UTF_8))
                            .build())
                    .toList();
            kinesis.putRecords(request -> request.streamName("flights").records(entries));
        }
        try (GlueClient glue = GlueClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
            glue.createDatabase(request -> request.databaseInput(database -> database.name("flights")));
            glue.createTable(request -> request.databaseName("flights")
                    .tableInput(table -> table.name("flights")
                            .parameters(Map.of("classification", "json"))
                            .storageDescriptor(storage -> storage.location("flights")
                                    .columns(
                                            Column.builder()
                                                    .name("origin")
                                                    .type("string")
                                                    .build(),
                                            Column.builder()
                                                    .name("delay")
                                                    .type("int")
                                                    .build())
                                    .parameters(Map.of("typeOfData", "kinesis", "streamARN", ARN)))));
        }
    }
}
