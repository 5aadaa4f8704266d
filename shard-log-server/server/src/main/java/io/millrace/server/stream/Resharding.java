package io.millrace.server.stream;

import io.millrace.model.HashKeyRange;
import io.millrace.model.ShardId;
import java.util.List;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** What became of the wish for other shards. */
public sealed interface Resharding {
    /** The stream has its new shards, and is UPDATING for a while. */
    record Done(Stream stream) implements Resharding {}

    /** Only an ACTIVE stream is changed. */
    record NotActive(StreamStatus status) implements Resharding {}

    /** One that is to be closed is no open shard any more. */
    record NotOpen(ShardId shard) implements Resharding {}

    record TooManyShards(int current, int limit) implements Resharding {}

    /** The stream is gone. */
    record Gone() implements Resharding {}

    /**
     * Shards that somebody wants in the place of others.
     *
     * @param parents to be closed
     * @param children own the same hash keys among them; each is a child of those parents whose keys it gets
     */
    record Wish(String streamId, List<ShardId> parents, List<HashKeyRange> children) {
        public Wish {
            parents = List.copyOf(parents);
            children = List.copyOf(children);
        }
    }
}
