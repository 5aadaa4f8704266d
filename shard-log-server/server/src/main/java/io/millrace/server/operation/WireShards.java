package io.millrace.server.operation;

import io.millrace.server.stream.Shard;
import java.util.List;

/** Shards as answers show them. */
final class WireShards {
    private WireShards() {}

    static List<software.amazon.awssdk.services.kinesis.model.Shard> of(List<Shard> shards) {
        return shards.stream().map(WireShards::of).toList();
    }

    private static software.amazon.awssdk.services.kinesis.model.Shard of(Shard shard) {
        return software.amazon.awssdk.services.kinesis.model.Shard.builder()
                .shardId(shard.id().toString())
                .hashKeyRange(
                        range -> range.startingHashKey(shard.range().start().toString())
                                .endingHashKey(shard.range().end().toString()))
                .sequenceNumberRange(
                        range -> range.startingSequenceNumber(shard.start().toString()))
                .build();
    }
}
