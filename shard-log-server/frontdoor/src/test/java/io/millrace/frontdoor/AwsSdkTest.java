package io.millrace.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

class AwsSdkTest {
    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("access", "secret"));

    private TestDoor door;

    @BeforeEach
    void open() throws IOException {
        door = TestDoor.open();
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void theBlockingSdkIsServed() {
        try (KinesisClient client = KinesisClient.builder()
                .endpointOverride(door.uri())
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
            client.createStream(request -> request.streamName("orders").shardCount(1));
            client.addTagsToStream(request -> request.streamName("orders").tags(Map.of("team", "späti")));

            PutRecordsResponse put =
                    client.putRecords(request -> request.streamName("orders").records(entry("abc"), entry("")));
            GetRecordsResponse got = client.getRecords(request -> request.shardIterator("orders"));

            assertThat(put.records()).extracting("sequenceNumber").containsExactly("3", "0");
            assertThat(got.records())
                    .extracting(record -> record.data().asUtf8String())
                    .containsExactly("abc", "");
            assertThat(got.records().getFirst().approximateArrivalTimestamp())
                    .isEqualTo(Instant.ofEpochMilli(1_700_000_000_120L));
            assertThat(client.listTagsForStream(request -> request.streamName("orders"))
                            .tags())
                    .extracting("value")
                    .containsExactly("späti");
            assertThatThrownBy(() -> client.listShards(request -> request.streamName("none")))
                    .isInstanceOf(ResourceNotFoundException.class)
                    .hasMessageContaining("Stream none under account 000000000000 not found.");
        }
    }

    @Test
    void theAsynchronousSdkIsServed() {
        try (KinesisAsyncClient client = KinesisAsyncClient.builder()
                .endpointOverride(door.uri())
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .build()) {
            client.createStream(request -> request.streamName("orders").shardCount(1))
                    .join();

            PutRecordsResponse put = client.putRecords(
                            request -> request.streamName("orders").records(entry("abc"), entry("")))
                    .join();
            GetRecordsResponse got = client.getRecords(request -> request.shardIterator("orders"))
                    .join();

            assertThat(put.records()).extracting("sequenceNumber").containsExactly("3", "0");
            assertThat(got.records())
                    .extracting(record -> record.data().asUtf8String())
                    .containsExactly("abc", "");
            assertThat(got.records().getFirst().approximateArrivalTimestamp())
                    .isEqualTo(Instant.ofEpochMilli(1_700_000_000_120L));
            assertThatThrownBy(() -> client.createStream(request -> request.streamName("not/good"))
                            .join())
                    .hasCauseInstanceOf(KinesisException.class)
                    .hasMessageContaining("1 validation error detected: Value 'not/good' at 'streamName' failed to"
                            + " satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
        }
    }

    private static PutRecordsRequestEntry entry(String data) {
        return PutRecordsRequestEntry.builder()
                .partitionKey("k")
                .data(SdkBytes.fromUtf8String(data))
                .build();
    }
}
