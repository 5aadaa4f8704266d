package io.millrace.catalog.iceberg;

import io.millrace.frontdoor.ObjectStore;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;

/** The bucket in which tables lie that have no location of their own. */
final class Warehouse {
    private static final Logger log = LoggerFactory.getLogger(Warehouse.class);

    /** A store that is not there must not hold up the start. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

    private Warehouse() {}

    /** Makes the bucket if it is missing. Without it, or without the store, tables are refused until it is there. */
    static void open(ObjectStore store) {
        String bucket = store.warehouse().getAuthority();
        try (S3Client client = client(store)) {
            try {
                client.headBucket(head -> head.bucket(bucket));
            } catch (NoSuchBucketException e) {
                client.createBucket(create -> create.bucket(bucket));
                log.info("made the bucket {} at {}", bucket, store.endpoint());
            }
        } catch (SdkException e) {
            log.warn(
                    "the object store at {} does not show the bucket {}: {}", store.endpoint(), bucket, e.getMessage());
        }
    }

    private static S3Client client(ObjectStore store) {
        return S3Client.builder()
                .endpointOverride(store.endpoint())
                .forcePathStyle(true)
                .region(Region.of(store.region()))
                .credentialsProvider(StaticCredentialsProvider.create(store.credentials()))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(override ->
                        override.apiCallTimeout(ANSWER_TIMEOUT).retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }
}
