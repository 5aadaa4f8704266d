package io.millrace.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.testing.TestingServer;
import io.millrace.server.testing.Waiting;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.kinesis.retrieval.RetrievalSpecificConfig;
import software.amazon.kinesis.retrieval.fanout.FanOutConfig;
import software.amazon.kinesis.retrieval.polling.PollingConfig;

/** The Kinesis Client Library takes every record once and each key's in order, while shards are split and merged. */
class KinesisClientLibraryIT {
    private static final int KEYS = 40;
    private static final int PER_KEY = 150;
    private static final int SPLIT_AT = 50;
    private static final int MERGE_AT = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private static Path directory;

    private static TestingServer server;
    private static KinesisClient client;
    private static KinesisAsyncClient kinesis;
    private static LeaseTable leases;

    @BeforeAll
    static void start() throws Exception {
        server = TestingServer.start(directory);
        client = Clients.blocking(server.endpoint());
        kinesis = Clients.asynchronous(server.endpoint());
        leases = new LeaseTable();
    }

    @AfterAll
    static void stop() {
        leases.close();
        kinesis.close();
        client.close();
        server.close();
    }

    @Test
    void pollingTakesEveryRecordOnceAndInOrderThroughAReshard() throws Exception {
        takesEverything("polled", new PollingConfig("polled", kinesis).idleTimeBetweenReadsInMillis(250));
    }

    @Test
    void fanOutTakesEveryRecordOnceAndInOrderThroughAReshard() throws Exception {
        takesEverything("pushed", new FanOutConfig(kinesis).streamName("pushed").applicationName("pushed-application"));
    }

    private static void takesEverything(String stream, RetrievalSpecificConfig retrieval) throws Exception {
        client.createStream(create -> create.streamName(stream).shardCount(2));
        client.waiter().waitUntilStreamExists(describe -> describe.streamName(stream));
        Numbers numbers = new Numbers();

        try (KclApplication application = KclApplication.start(
                stream, new KclApplication.Services(kinesis, leases.client()), retrieval, numbers)) {
            put(stream, 0, SPLIT_AT);
            // Under way, so that the split happens beneath it.
            Waiting.until(PATIENCE, () -> numbers.count() > 0);
            split(stream);
            put(stream, SPLIT_AT, MERGE_AT);
            application.assertRunning();
            merge(stream);
            put(stream, MERGE_AT, PER_KEY);
            Waiting.until(PATIENCE, () -> numbers.count() >= KEYS * PER_KEY);
        }

        numbers.assertComplete(KEYS, PER_KEY);
    }

    /** Each key's next number goes out when the one before it has been acknowledged. */
    private static void put(String stream, int from, int to) {
        for (int number = from; number < to; number++) {
            String text = Integer.toString(number);
            List<PutRecordsRequestEntry> entries = IntStream.range(0, KEYS)
                    .mapToObj(key -> PutRecordsRequestEntry.builder()
                            .partitionKey("key-" + key)
                            .data(SdkBytes.fromUtf8String(text))
                            .build())
                    .toList();
            PutRecordsResponse response =
                    client.putRecords(put -> put.streamName(stream).records(entries));
            assertThat(response.failedRecordCount()).as(response::toString).isZero();
        }
    }

    private static List<Shard> open(String stream) {
        return client.listShards(list -> list.streamName(stream)).shards().stream()
                .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
                .toList();
    }

    private static void split(String stream) {
        Shard parent = open(stream).getFirst();
        BigInteger start = new BigInteger(parent.hashKeyRange().startingHashKey());
        BigInteger end = new BigInteger(parent.hashKeyRange().endingHashKey());
        client.splitShard(split -> split.streamName(stream)
                .shardToSplit(parent.shardId())
                .newStartingHashKey(start.add(end).shiftRight(1).toString()));
        client.waiter().waitUntilStreamExists(describe -> describe.streamName(stream));
    }

    private static void merge(String stream) {
        List<Shard> open = open(stream).stream()
                .sorted((one, two) -> new BigInteger(one.hashKeyRange().startingHashKey())
                        .compareTo(new BigInteger(two.hashKeyRange().startingHashKey())))
                .toList();
        client.mergeShards(merge -> merge.streamName(stream)
                .shardToMerge(open.get(1).shardId())
                .adjacentShardToMerge(open.get(2).shardId()));
        client.waiter().waitUntilStreamExists(describe -> describe.streamName(stream));
    }
}
