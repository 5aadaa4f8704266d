package io.millrace.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.frontdoor.auth.Authentication;
import io.millrace.frontdoor.http.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
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
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

class FrontDoorTest {
    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("access", "secret"));

    private FrontDoor door;

    @BeforeEach
    void open() throws IOException {
        door = FrontDoor.start(
                new FrontDoorConfig(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        "us-east-1",
                        new Authentication.None(),
                        Limits.DEFAULT),
                List.of(new TestStreams()),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        door.startServices();
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void theBlockingSdkSpeaksJson() {
        try (KinesisClient client = KinesisClient.builder()
                .endpointOverride(door.uri())
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
            client.createStream(request -> request.streamName("orders").shardCount(1));

            PutRecordsResponse response =
                    client.putRecords(request -> request.streamName("orders").records(entry("abc"), entry("")));

            assertThat(response.records()).extracting("sequenceNumber").containsExactly("3", "0");
            assertThatThrownBy(() -> client.putRecords(
                            request -> request.streamName("none").records(entry("abc"))))
                    .isInstanceOf(ResourceNotFoundException.class)
                    .hasMessageContaining("Stream none under account 000000000000 not found.");
        }
    }

    @Test
    void theAsynchronousSdkSpeaksCborOverHttp2() {
        try (KinesisAsyncClient client = KinesisAsyncClient.builder()
                .endpointOverride(door.uri())
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .build()) {
            client.createStream(request -> request.streamName("orders").shardCount(1))
                    .join();

            PutRecordsResponse response = client.putRecords(
                            request -> request.streamName("orders").records(entry("abc"), entry("")))
                    .join();

            assertThat(response.records()).extracting("sequenceNumber").containsExactly("3", "0");
            assertThatThrownBy(() -> client.createStream(request -> request.streamName("not/good"))
                            .join())
                    .hasCauseInstanceOf(KinesisException.class)
                    .hasMessageContaining(
                            "1 validation error detected: Value 'not/good' at 'streamName' failed to satisfy"
                                    + " constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
        }
    }

    private static PutRecordsRequestEntry entry(String data) {
        return PutRecordsRequestEntry.builder()
                .partitionKey("k")
                .data(SdkBytes.fromUtf8String(data))
                .build();
    }
}
