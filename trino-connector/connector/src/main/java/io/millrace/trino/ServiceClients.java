package io.millrace.trino;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** The AWS SDK's clients, as a catalog's properties say. */
final class ServiceClients {
    /** With the delays below, a throttled or briefly absent service is waited for about half a minute. */
    private static final int ATTEMPTS_MAX = 12;

    private static final Duration DELAY_MIN = Duration.ofMillis(50);
    private static final Duration DELAY_MAX = Duration.ofSeconds(5);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

    private ServiceClients() {}

    static KinesisClient kinesis(MillraceConfig config) {
        return configure(KinesisClient.builder(), config).build();
    }

    static GlueClient glue(MillraceConfig config) {
        return configure(GlueClient.builder(), config).build();
    }

    private static <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> B configure(
            B builder, MillraceConfig config) {
        return builder.endpointOverride(config.getEndpoint())
                .region(Region.of(config.getRegion()))
                .credentialsProvider(credentials(config))
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT_TIMEOUT)
                        .socketTimeout(ANSWER_TIMEOUT))
                .overrideConfiguration(
                        overrides -> overrides.retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(ATTEMPTS_MAX)
                                .backoffStrategy(BackoffStrategy.exponentialDelay(DELAY_MIN, DELAY_MAX))
                                .throttlingBackoffStrategy(BackoffStrategy.exponentialDelay(DELAY_MIN, DELAY_MAX))
                                // A scan has many calls that fail together when a shard is throttled; they share no
                                // budget.
                                .circuitBreakerEnabled(false)
                                .build()));
    }

    private static AwsCredentialsProvider credentials(MillraceConfig config) {
        if (config.getAccessKey().isEmpty()) {
            return AnonymousCredentialsProvider.create();
        }
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(
                config.getAccessKey().orElseThrow(), config.getSecretKey().orElseThrow()));
    }
}
