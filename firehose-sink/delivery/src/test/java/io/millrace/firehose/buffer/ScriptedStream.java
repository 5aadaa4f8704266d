package io.millrace.firehose.buffer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** A stream whose reads bring two records each; an iterator is the shard and how many records it is past. */
final class ScriptedStream implements KinesisClient {
    private static final int PAGE = 2;

    private final TreeMap<String, Shard> shards = new TreeMap<>();
    private final Map<String, List<Integer>> numbers = new TreeMap<>();
    private final List<String> closed = new ArrayList<>();
    final List<String> asked = new ArrayList<>();
    final List<RuntimeException> failures = new ArrayList<>();

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
                .millisBehindLatest(to < all.size() ? 1_000L : 0L)
                .records(all.subList(from, to).stream()
                        .map(number -> Record.builder()
                                .approximateArrivalTimestamp(Instant.EPOCH)
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
