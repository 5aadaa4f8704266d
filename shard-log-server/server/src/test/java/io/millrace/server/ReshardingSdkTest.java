package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.testing.KinesisClients;
import io.millrace.server.testing.TestingServer;
import io.millrace.server.testing.Waiting;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ScalingType;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** Shards are split and merged under AWS's client while it puts: every record is there once, in order for each key. */
class ReshardingSdkTest {
    private static final String STREAM = "orders";
    private static final int PRODUCERS = 4;
    private static final int KEYS_EACH = 8;
    private static final int CHANGES = 30;

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void noRecordIsLostOrDoubledOrMovedBehindALaterOneOfItsKey(@TempDir Path directory) throws Exception {
        try (TestingServer server = TestingServer.start(directory);
                KinesisClient client = KinesisClients.blocking(server.endpoint());
                ExecutorService threads = Executors.newCachedThreadPool()) {
            client.createStream(request -> request.streamName(STREAM).shardCount(2));
            AtomicBoolean over = new AtomicBoolean();
            List<Future<Integer>> producers = new ArrayList<>();
            for (int producer = 0; producer < PRODUCERS; producer++) {
                producers.add(threads.submit(producer(client, producer, over)));
            }

            Random random = new Random(1);
            for (int change = 0; change < CHANGES; change++) {
                if (change % 3 == 2) {
                    rescale(client, random);
                } else {
                    reshard(client, random);
                }
            }
            over.set(true);

            List<Integer> rounds = new ArrayList<>();
            for (Future<Integer> producer : producers) {
                rounds.add(producer.get());
            }
            assertThat(rounds).allSatisfy(count -> assertThat(count).isPositive());
            assertComplete(client, rounds);
            server.restart();
            assertComplete(client, rounds);
        }
    }

    /** Puts one record of each of its keys at a time, and counts the rounds. */
    private static Callable<Integer> producer(KinesisClient client, int producer, AtomicBoolean over) {
        return () -> {
            int round = 0;
            for (; !over.get(); round++) {
                String text = Integer.toString(round);
                List<PutRecordsRequestEntry> entries = IntStream.range(0, KEYS_EACH)
                        .mapToObj(key -> PutRecordsRequestEntry.builder()
                                .partitionKey(key(producer, key))
                                .data(SdkBytes.fromUtf8String(text))
                                .build())
                        .toList();
                PutRecordsResponse answer =
                        client.putRecords(request -> request.streamName(STREAM).records(entries));
                assertThat(answer.failedRecordCount()).isZero();
            }
            return round;
        };
    }

    /** Splits an open shard anywhere, or merges two that stand together. */
    private static void reshard(KinesisClient client, Random random) {
        List<Shard> open = client
                .listShards(request ->
                        request.streamName(STREAM).shardFilter(filter -> filter.type(ShardFilterType.AT_LATEST)))
                .shards()
                .stream()
                .sorted(Comparator.comparing(
                        shard -> new BigInteger(shard.hashKeyRange().startingHashKey())))
                .toList();
        int index = random.nextInt(open.size());
        Shard shard = open.get(index);
        if (open.size() > 6 || (random.nextInt(3) == 0 && index + 1 < open.size())) {
            int low = Math.min(index, open.size() - 2);
            client.mergeShards(request -> request.streamName(STREAM)
                    .shardToMerge(open.get(low).shardId())
                    .adjacentShardToMerge(open.get(low + 1).shardId()));
            return;
        }
        BigInteger start = new BigInteger(shard.hashKeyRange().startingHashKey());
        BigInteger end = new BigInteger(shard.hashKeyRange().endingHashKey());
        client.splitShard(request -> request.streamName(STREAM)
                .shardToSplit(shard.shardId())
                .newStartingHashKey(start.add(end).shiftRight(1).toString()));
    }

    /** Asks for another number of even shards, and waits for them. */
    private static void rescale(KinesisClient client, Random random) {
        int open = summary(client).openShardCount();
        int least = (open + 1) / 2;
        int target = least + random.nextInt(Math.min(2 * open, 8) - least + 1);
        client.updateShardCount(request ->
                request.streamName(STREAM).targetShardCount(target).scalingType(ScalingType.UNIFORM_SCALING));
        Waiting.until(() -> summary(client).streamStatus() == StreamStatus.ACTIVE);
        assertThat(summary(client).openShardCount()).isEqualTo(target);
    }

    private static StreamDescriptionSummary summary(KinesisClient client) {
        return client.describeStreamSummary(request -> request.streamName(STREAM))
                .streamDescriptionSummary();
    }

    private static void assertComplete(KinesisClient client, List<Integer> rounds) throws IOException {
        List<Record> records = new ArrayList<>();
        for (Shard shard :
                client.listShards(request -> request.streamName(STREAM)).shards()) {
            records.addAll(KinesisClients.readAll(client, STREAM, shard));
        }
        Map<String, List<Record>> byKey = records.stream().collect(Collectors.groupingBy(Record::partitionKey));
        assertThat(byKey).hasSize(PRODUCERS * KEYS_EACH);
        for (int producer = 0; producer < PRODUCERS; producer++) {
            for (int key = 0; key < KEYS_EACH; key++) {
                assertThat(byKey.getOrDefault(key(producer, key), List.of()).stream()
                                .sorted(Comparator.comparing(record -> new BigInteger(record.sequenceNumber())))
                                .map(record -> Integer.valueOf(record.data().asUtf8String())))
                        .containsExactlyElementsOf(
                                IntStream.range(0, rounds.get(producer)).boxed().toList());
            }
        }
    }

    private static String key(int producer, int key) {
        return "producer %d, key %d".formatted(producer, key);
    }
}
