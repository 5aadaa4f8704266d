package io.millrace.benchmarks.load;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * The same loads by the AWS SDK for Java's asynchronous client as it comes, which marshals and signs every call in this
 * very process.
 */
public record SdkLoad(URI endpoint, Credentials credentials, String stream) {
    /** PutRecords of 500 records of 1 KiB, so many under way at once. */
    public Throughput put(int underWay, Window window, Marks marks) throws IOException {
        try (KinesisAsyncClient client = client()) {
            List<Worker> workers = new ArrayList<>();
            for (int i = 0; i < underWay; i++) {
                workers.add(new Putter(client, request(i)));
            }
            return Crew.measure(workers, window, marks);
        }
    }

    /** GetRecords of every shard from the trim horizon to the end, over and over; one under way for each. */
    public Throughput get(int shards, int limit, Window window, Marks marks) throws IOException {
        try (KinesisAsyncClient client = client()) {
            List<Worker> workers = new ArrayList<>();
            for (int shard = 0; shard < shards; shard++) {
                workers.add(new Getter(client, stream, GetLoad.shardId(shard), limit));
            }
            return Crew.measure(workers, window, marks);
        }
    }

    private KinesisAsyncClient client() {
        return KinesisAsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.of(credentials.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(credentials.accessKey(), credentials.secret())))
                .build();
    }

    private PutRecordsRequest request(int seed) {
        Bodies bodies = new Bodies(new SplittableRandom(seed));
        List<PutRecordsRequestEntry> entries = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            entries.add(PutRecordsRequestEntry.builder()
                    .partitionKey(bodies.key())
                    .data(SdkBytes.fromByteArrayUnsafe(bodies.data(1 << 10)))
                    .build());
        }
        return PutRecordsRequest.builder().streamName(stream).records(entries).build();
    }

    private static <T> T await(CompletableFuture<T> answer) throws IOException {
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw new IOException("the SDK: " + e.getCause(), e);
        }
    }

    private record Putter(KinesisAsyncClient client, PutRecordsRequest request) implements Worker {
        @Override
        public void turn(Tally tally) throws IOException {
            long began = System.nanoTime();
            PutRecordsResponse answer = await(client.putRecords(request));
            int refused = answer.failedRecordCount();
            int acknowledged = answer.records().size() - refused;
            tally.add(acknowledged, (long) acknowledged << 10);
            tally.addRefused(refused);
            tally.addLatency(System.nanoTime() - began);
        }

        @Override
        public void close() {
            // The client is closed by whoever made it, and that fails the call under way.
        }
    }

    private static final class Getter implements Worker {
        private final KinesisAsyncClient client;
        private final String stream;
        private final String shard;
        private final int limit;
        private @Nullable String iterator;

        Getter(KinesisAsyncClient client, String stream, String shard, int limit) {
            this.client = client;
            this.stream = stream;
            this.shard = shard;
            this.limit = limit;
        }

        @Override
        public void turn(Tally tally) throws IOException {
            if (iterator == null) {
                iterator = await(client.getShardIterator(request -> request.streamName(stream)
                                .shardId(shard)
                                .shardIteratorType(ShardIteratorType.TRIM_HORIZON)))
                        .shardIterator();
            }
            String from = iterator;
            long began = System.nanoTime();
            GetRecordsResponse answer = await(
                    client.getRecords(request -> request.shardIterator(from).limit(limit)));
            long bytes = 0;
            for (Record record : answer.records()) {
                bytes += record.data().asByteArrayUnsafe().length;
            }
            tally.add(answer.records().size(), bytes);
            tally.addLatency(System.nanoTime() - began);
            iterator = answer.millisBehindLatest() == 0 ? null : answer.nextShardIterator();
        }

        @Override
        public void close() {
            // As of a putter.
        }
    }
}
