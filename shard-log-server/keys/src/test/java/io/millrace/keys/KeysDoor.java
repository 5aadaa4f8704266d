package io.millrace.keys;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.frontdoor.Account;
import io.millrace.frontdoor.FrontDoor;
import io.millrace.frontdoor.FrontDoorConfig;
import io.millrace.frontdoor.LocalCalls;
import io.millrace.frontdoor.ObjectStore;
import io.millrace.frontdoor.Service;
import io.millrace.frontdoor.ServiceContext;
import io.millrace.frontdoor.auth.Authentication;
import io.millrace.frontdoor.http.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;

/** The key service over a directory, behind a door on a free loopback port. */
final class KeysDoor implements AutoCloseable {
    static final String ARN = "arn:aws:kms:us-east-1:000000000000:";

    private static final AwsBasicCredentials CREDENTIALS = AwsBasicCredentials.create("any", "any");

    private final Service service;
    private final FrontDoor door;

    private KeysDoor(Service service, FrontDoor door) {
        this.service = service;
        this.door = door;
    }

    static KeysDoor open(Path directory, InstantSource clock) throws IOException {
        return open(directory, clock, Map.of());
    }

    static KeysDoor open(Path directory, InstantSource clock, Map<String, String> settings) throws IOException {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Service service = new KeysServiceProvider().open(context(directory, clock, settings, meters));
        FrontDoorConfig config = new FrontDoorConfig(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                "us-east-1",
                new Authentication.None(),
                Limits.DEFAULT);
        FrontDoor door = FrontDoor.bind(config, meters);
        door.open(List.of(service));
        return new KeysDoor(service, door);
    }

    private static ServiceContext context(
            Path directory, InstantSource clock, Map<String, String> settings, PrometheusMeterRegistry meters) {
        URI nowhere = URI.create("http://127.0.0.1:1");
        ObjectStore objects = new ObjectStore(nowhere, "us-east-1", CREDENTIALS, URI.create("s3://millrace/warehouse"));
        return new ServiceContext(
                directory,
                new Account("000000000000", "us-east-1"),
                new ServiceContext.Peers(
                        () -> nowhere, CREDENTIALS, objects, new LocalCalls(new CompletableFuture<>())),
                settings,
                clock,
                meters);
    }

    URI uri() {
        return door.uri();
    }

    KmsClient client() {
        return KmsClient.builder()
                .endpointOverride(uri())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(CREDENTIALS))
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofSeconds(20)))
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    @Override
    public void close() throws IOException {
        door.close();
        service.close();
    }
}
