package io.millrace.server.testing.kill;

import io.millrace.server.testing.Waiting;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.endpoints.Endpoint;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** AWS's own client without its retries: every call is made once, and fails with what went wrong. For any thread. */
public final class Caller implements AutoCloseable {
    private static final URI NOWHERE = URI.create("http://127.0.0.1:1");
    private static final Duration CALL_MAX = Duration.ofSeconds(30);

    private final KinesisAsyncClient client;

    /** Written by whoever starts the server. */
    private volatile URI endpoint = NOWHERE;

    public Caller() {
        client = KinesisAsyncClient.builder()
                .endpointProvider(parameters -> CompletableFuture.completedFuture(
                        Endpoint.builder().url(endpoint).build()))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("access", "secret")))
                .overrideConfiguration(override ->
                        override.retryStrategy(AwsRetryStrategy.doNotRetry()).apiCallTimeout(CALL_MAX))
                .build();
    }

    /** Calls a server that has been started again; a client of its own for each would take seconds to close. */
    public void moveTo(URI newEndpoint) {
        endpoint = newEndpoint;
    }

    /** Makes a call and waits; throws {@link SdkException} if it fails. */
    public <T> T call(Function<KinesisAsyncClient, CompletableFuture<T>> call) {
        try {
            return call.apply(client).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof SdkException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** Creates a stream and waits until it is active. */
    public void create(String stream, int shards) {
        call(kinesis -> kinesis.createStream(create -> create.streamName(stream).shardCount(shards)));
        awaitActive(stream);
    }

    /** The SDK's own waiter looks again only after ten seconds. */
    void awaitActive(String stream) {
        Waiting.until(() -> status(stream) == StreamStatus.ACTIVE);
    }

    StreamStatus status(String stream) {
        return call(kinesis -> kinesis.describeStreamSummary(describe -> describe.streamName(stream)))
                .streamDescriptionSummary()
                .streamStatus();
    }

    List<String> streams() {
        List<String> names = new ArrayList<>();
        boolean more = true;
        while (more) {
            @Nullable String after = names.isEmpty() ? null : names.getLast();
            var listed = call(kinesis -> kinesis.listStreams(list -> list.exclusiveStartStreamName(after)));
            names.addAll(listed.streamNames());
            more = listed.hasMoreStreams();
        }
        return names;
    }

    /** Of a stream, closed ones too. */
    List<Shard> shards(String stream) {
        var listed = call(kinesis -> kinesis.listShards(list -> list.streamName(stream)));
        List<Shard> shards = new ArrayList<>(listed.shards());
        while (listed.nextToken() != null) {
            String token = listed.nextToken();
            listed = call(kinesis -> kinesis.listShards(list -> list.nextToken(token)));
            shards.addAll(listed.shards());
        }
        return shards;
    }

    /** What follows a record of a shard, or all of it. */
    List<Found> readAfter(String stream, String shardId, @Nullable Found last) {
        String iterator = call(kinesis -> kinesis.getShardIterator(get -> {
                    get.streamName(stream).shardId(shardId);
                    if (last == null) {
                        get.shardIteratorType(ShardIteratorType.TRIM_HORIZON);
                    } else {
                        get.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                                .startingSequenceNumber(last.sequenceNumber().toString());
                    }
                }))
                .shardIterator();
        List<Found> records = new ArrayList<>();
        while (iterator != null) {
            String at = iterator;
            GetRecordsResponse read = call(kinesis -> kinesis.getRecords(get -> get.shardIterator(at)));
            read.records().forEach(record -> records.add(Found.of(record)));
            iterator = read.records().isEmpty() ? null : read.nextShardIterator();
        }
        return records;
    }

    @Override
    public void close() {
        client.close();
    }
}
