package io.millrace.server.operation;

import io.millrace.model.SequenceNumber;
import io.millrace.model.ShardId;
import io.millrace.server.stream.Shard;
import java.util.List;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.HashKeyRange;

/** Shards as answers show them. */
final class WireShards {
    private WireShards() {}

    static List<software.amazon.awssdk.services.kinesis.model.Shard> of(List<Shard> shards) {
        return shards.stream().map(WireShards::of).toList();
    }

    private static software.amazon.awssdk.services.kinesis.model.Shard of(Shard shard) {
        List<ShardId> parents = shard.parents();
        return software.amazon.awssdk.services.kinesis.model.Shard.builder()
                .shardId(shard.id().toString())
                .parentShardId(parents.isEmpty() ? null : parents.getFirst().toString())
                .adjacentParentShardId(
                        parents.size() < 2 ? null : parents.get(1).toString())
                .hashKeyRange(range(shard))
                .sequenceNumberRange(range -> range.startingSequenceNumber(
                                shard.start().toString())
                        .endingSequenceNumber(
                                shard.last().map(SequenceNumber::toString).orElse(null)))
                .build();
    }

    /** As answers to readers show the shards that go on where one ended. */
    static List<ChildShard> children(List<Shard> shards) {
        return shards.stream()
                .map(shard -> ChildShard.builder()
                        .shardId(shard.id().toString())
                        .parentShards(
                                shard.parents().stream().map(ShardId::toString).toList())
                        .hashKeyRange(range(shard))
                        .build())
                .toList();
    }

    private static HashKeyRange range(Shard shard) {
        return HashKeyRange.builder()
                .startingHashKey(shard.range().start().toString())
                .endingHashKey(shard.range().end().toString())
                .build();
    }
}
