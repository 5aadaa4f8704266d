package io.millrace.firehose.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.firehose.stream.Positions;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

class SourceReaderTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant CREATED = NOW.minusSeconds(60);

    private final ScriptedStream stream = new ScriptedStream();
    private final List<String> read = new ArrayList<>();

    @Test
    void aChildIsNotReadBeforeItsParentsAreReadToTheirEnd() throws IOException {
        stream.closed("left", null, null, 1, 2, 3, 4, 5);
        stream.closed("right", null, null, 6, 7);
        stream.open("child", "left", "right", 8, 9);
        SourceReader reader = reader(Positions.NONE);

        poll(reader, 5);

        assertThat(read).hasSize(9).endsWith("child 8", "child 9").containsSubsequence("left 1", "left 5", "child 8");
        assertThat(reader.shards()).containsExactlyInAnyOrder("left", "right", "child");
    }

    @Test
    void aShardThatComesLaterIsFound() throws IOException {
        stream.open("first", null, null, 1);
        SourceReader reader = reader(Positions.NONE);
        poll(reader, 2);
        stream.open("second", "a-parent-that-is-gone", null, 2);

        reader.poll(NOW.plusSeconds(9), this::add);
        boolean foundEarly = read.contains("second 2");
        reader.poll(NOW.plusSeconds(10), this::add);

        assertThat(foundEarly).isFalse();
        assertThat(read).containsExactly("first 1", "second 2");
    }

    @Test
    void readingGoesOnAfterThePositionsAndBeginsWhereItIsTold() throws IOException {
        stream.open("known", null, null, 1, 2, 3);
        stream.open("new", null, null, 4);

        poll(reader(new Positions(new TreeMap<>(Map.of("known", BigInteger.TWO)))), 3);

        assertThat(read).containsExactly("known 3", "new 4");
        assertThat(stream.asked)
                .contains(
                        ShardIteratorType.AFTER_SEQUENCE_NUMBER + " 2", ShardIteratorType.AT_TIMESTAMP + " " + CREATED);
    }

    @Test
    void anExpiredIteratorIsReplacedAndAThrottledReadRepeated() throws IOException {
        stream.open("shard", null, null, 1, 2, 3, 4, 5);
        stream.failures.add(ProvisionedThroughputExceededException.builder()
                .message("too often")
                .build());
        stream.failures.add(ExpiredIteratorException.builder().message("old").build());

        poll(reader(Positions.NONE), 6);

        assertThat(read).containsExactly("shard 1", "shard 2", "shard 3", "shard 4", "shard 5");
    }

    private SourceReader reader(Positions positions) {
        return new SourceReader(stream, "flights", new Start.At(CREATED), positions);
    }

    private void poll(SourceReader reader, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            reader.poll(NOW, this::add);
        }
    }

    private void add(String shard, List<Record> records) {
        records.forEach(record -> read.add(shard + " " + record.sequenceNumber()));
    }

    /** A stream whose reads bring two records each; an iterator is the shard and how many records it is past. */
    private static final class ScriptedStream implements KinesisClient {
        private static final int PAGE = 2;

        private final TreeMap<String, Shard> shards = new TreeMap<>();
        private final Map<String, List<Integer>> numbers = new TreeMap<>();
        private final List<String> closed = new ArrayList<>();
        private final List<String> asked = new ArrayList<>();
        private final List<RuntimeException> failures = new ArrayList<>();

        void open(String id, @Nullable String parent, @Nullable String adjacent, Integer... sequence) {
            shards.put(
                    id,
                    Shard.builder()
                            .shardId(id)
                            .parentShardId(parent)
                            .adjacentParentShardId(adjacent)
                            .build());
            numbers.put(id, List.of(sequence));
        }

        void closed(String id, @Nullable String parent, @Nullable String adjacent, Integer... sequence) {
            open(id, parent, adjacent, sequence);
            closed.add(id);
        }

        @Override
        public ListShardsResponse listShards(ListShardsRequest request) {
            return ListShardsResponse.builder().shards(shards.values()).build();
        }

        @Override
        public GetShardIteratorResponse getShardIterator(GetShardIteratorRequest request) {
            boolean after = request.shardIteratorType() == ShardIteratorType.AFTER_SEQUENCE_NUMBER;
            asked.add(request.shardIteratorTypeAsString() + " "
                    + (after ? request.startingSequenceNumber() : request.timestamp()));
            long from = after
                    ? numbers(request.shardId()).stream()
                            .filter(number -> number <= Integer.parseInt(request.startingSequenceNumber()))
                            .count()
                    : 0;
            return GetShardIteratorResponse.builder()
                    .shardIterator(request.shardId() + ":" + from)
                    .build();
        }

        @Override
        public GetRecordsResponse getRecords(GetRecordsRequest request) {
            String[] iterator = request.shardIterator().split(":", 2);
            int from = Integer.parseInt(iterator[1]);
            if (from > 0 && !failures.isEmpty()) {
                throw failures.removeFirst();
            }
            List<Integer> all = numbers(iterator[0]);
            int to = Math.min(from + PAGE, all.size());
            GetRecordsResponse.Builder response = GetRecordsResponse.builder()
                    .records(all.subList(from, to).stream()
                            .map(number -> Record.builder()
                                    .sequenceNumber(number.toString())
                                    .data(SdkBytes.fromUtf8String("x"))
                                    .build())
                            .toList());
            boolean end = closed.contains(iterator[0]) && to == all.size();
            return end
                    ? response.build()
                    : response.nextShardIterator(iterator[0] + ":" + to).build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}

        private List<Integer> numbers(String shard) {
            return numbers.getOrDefault(shard, List.of());
        }
    }
}
