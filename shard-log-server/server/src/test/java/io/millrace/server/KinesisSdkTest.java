package io.millrace.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.testing.TestingServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

class KinesisSdkTest {
    @TempDir
    private Path directory;

    private TestingServer server;
    private KinesisClient client;

    @BeforeEach
    void start() throws IOException {
        server = TestingServer.start(directory);
        client = KinesisClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(server.credentials()))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void recordsPutAreReadInOrder() {
        client.createStream(request -> request.streamName("orders").shardCount(1));
        List<PutRecordsRequestEntry> entries = IntStream.range(0, 500)
                .mapToObj(i -> PutRecordsRequestEntry.builder()
                        .partitionKey("key")
                        .data(SdkBytes.fromUtf8String("record " + i))
                        .build())
                .toList();

        client.putRecords(request -> request.streamName("orders").records(entries));
        client.putRecord(request ->
                request.streamName("orders").partitionKey("key").data(SdkBytes.fromUtf8String("record 500")));

        String iterator = client.getShardIterator(request -> request.streamName("orders")
                        .shardId("shardId-000000000000")
                        .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
        GetRecordsResponse response = client.getRecords(request -> request.shardIterator(iterator));
        assertThat(response.records())
                .hasSize(501)
                .extracting(Record::data)
                .extracting(data -> data.asString(UTF_8))
                .isEqualTo(IntStream.rangeClosed(0, 500)
                        .mapToObj(i -> "record " + i)
                        .toList());
        assertThat(response.millisBehindLatest()).isZero();
    }
}
