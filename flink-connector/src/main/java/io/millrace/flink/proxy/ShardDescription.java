package io.millrace.flink.proxy;

import io.millrace.model.ShardId;
import java.util.Set;

/** A shard as the stream lists it: the shards it came from, and whether it still takes records. */
public record ShardDescription(ShardId id, Set<ShardId> parents, boolean open) {
    public ShardDescription {
        parents = Set.copyOf(parents);
    }
}
