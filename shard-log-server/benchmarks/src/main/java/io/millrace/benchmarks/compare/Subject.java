package io.millrace.benchmarks.compare;

import io.millrace.benchmarks.load.Caller;
import io.millrace.benchmarks.load.Credentials;
import io.millrace.benchmarks.process.PeerServer;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** A server with AWS's clients at hand. Not for several threads. */
final class Subject implements Closeable {
    /** The SDK looks at it with every call; without CBOR it speaks JSON, which all of the servers do. */
    static final String CBOR_ENABLED = "aws.cborEnabled";

    private static final Duration CALL_MAX = Duration.ofSeconds(20);
    private static final Duration ACTIVE_MAX = Duration.ofSeconds(20);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final PeerServer server;

    // Written when the server has moved to another port.
    private KinesisClient client;

    Subject(PeerServer server) {
        this.server = server;
        this.client = client(server.credentials());
    }

    PeerServer server() {
        return server;
    }

    /** The blocking client, HTTP/1.1, that says at once what went wrong. */
    KinesisClient client() {
        return client;
    }

    /** A blocking client of the caller's to close. */
    KinesisClient client(Credentials credentials) {
        return KinesisClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(provider(credentials))
                .overrideConfiguration(override ->
                        override.retryStrategy(AwsRetryStrategy.doNotRetry()).apiCallTimeout(CALL_MAX))
                .build();
    }

    /** The asynchronous client as it comes, which speaks HTTP/2; the caller's to close. */
    KinesisAsyncClient asynchronous() {
        return KinesisAsyncClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(provider(server.credentials()))
                .overrideConfiguration(override ->
                        override.retryStrategy(AwsRetryStrategy.doNotRetry()).apiCallTimeout(CALL_MAX))
                .build();
    }

    private static StaticCredentialsProvider provider(Credentials credentials) {
        return StaticCredentialsProvider.create(
                AwsBasicCredentials.create(credentials.accessKey(), credentials.secret()));
    }

    /** Calls in JSON. */
    Caller json() {
        return new Caller(server.endpoint(), server.credentials(), InstantSource.system());
    }

    /** Makes a stream of so many shards and waits until it is active. */
    String stream(String name, int shards) {
        client.createStream(create -> create.streamName(name).shardCount(shards));
        awaitActive(name);
        return arn(name);
    }

    String arn(String stream) {
        return client.describeStream(describe -> describe.streamName(stream))
                .streamDescription()
                .streamARN();
    }

    /** Waits for what changes after a call; goes on after a while, for some never say. */
    void awaitActive(String stream) {
        await(() -> client.describeStream(describe -> describe.streamName(stream))
                        .streamDescription()
                        .streamStatus()
                == StreamStatus.ACTIVE);
    }

    /** Whether it came true in time. */
    static boolean await(BooleanSupplier condition) {
        long end = System.nanoTime() + ACTIVE_MAX.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
        return true;
    }

    PutRecordResponse put(String stream, String data) {
        return client.putRecord(put -> put.streamName(stream).partitionKey("k").data(SdkBytes.fromUtf8String(data)));
    }

    String iterator(String stream, String shard) {
        return client.getShardIterator(
                        get -> get.streamName(stream).shardId(shard).shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
    }

    boolean holds(String stream, String shard, String data) {
        String iterator = iterator(stream, shard);
        return client.getRecords(get -> get.shardIterator(iterator)).records().stream()
                .anyMatch(record -> record.data().asUtf8String().equals(data));
    }

    void killAndRestart() throws IOException {
        client.close();
        server.killAndRestart();
        client = client(server.credentials());
    }

    /** The error's name, or what else there is to say of it. */
    static String reason(Throwable failure) {
        Throwable at = failure;
        while (at.getCause() != null && !(at instanceof KinesisException)) {
            at = at.getCause();
        }
        if (at instanceof KinesisException error
                && error.awsErrorDetails() != null
                && error.awsErrorDetails().errorCode() != null) {
            return error.awsErrorDetails().errorCode();
        }
        String message = String.valueOf(at.getMessage()).lines().findFirst().orElse("");
        return at instanceof AssertionError ? message : at.getClass().getSimpleName();
    }

    @Override
    public void close() {
        client.close();
    }
}
