package io.millrace.flink.proxy;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;

/**
 * How to reach the services.
 *
 * @param endpoint null for AWS's own endpoint of the region
 * @param credentials null to look them up; at an explicit endpoint requests go unsigned if none are found
 */
public record ClientSettings(
        @Nullable URI endpoint, String region, @Nullable Credentials credentials) implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    public ClientSettings {
        if (region.isBlank()) {
            throw new IllegalArgumentException("a region is needed");
        }
        if (endpoint != null && (endpoint.getScheme() == null || endpoint.getHost() == null)) {
            throw new IllegalArgumentException("not an endpoint: " + endpoint);
        }
    }

    /** Sets up a client of any service. */
    public <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C build(
            B builder, RetryStrategy retries) {
        builder.region(Region.of(region))
                .credentialsProvider(credentialsProvider())
                .overrideConfiguration(override -> override.retryStrategy(retries))
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT_TIMEOUT)
                        .socketTimeout(ANSWER_TIMEOUT));
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        }
        return builder.build();
    }

    private AwsCredentialsProvider credentialsProvider() {
        if (credentials != null) {
            return StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(credentials.accessKeyId(), credentials.secretAccessKey()));
        }
        if (endpoint == null) {
            return DefaultCredentialsProvider.builder().build();
        }
        // No instance metadata here: off AWS nobody answers there, and each look would cost seconds.
        return AwsCredentialsProviderChain.of(
                EnvironmentVariableCredentialsProvider.create(),
                SystemPropertyCredentialsProvider.create(),
                ProfileCredentialsProvider.create(),
                AnonymousCredentialsProvider.create());
    }
}
