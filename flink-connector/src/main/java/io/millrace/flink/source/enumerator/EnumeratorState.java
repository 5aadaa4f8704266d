package io.millrace.flink.source.enumerator;

import io.millrace.flink.source.split.ShardSplit;
import io.millrace.model.ShardId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the enumerator knows at a checkpoint.
 *
 * @param lastSeen the highest shard index of any listing, {@link #NOTHING_SEEN} before the first
 * @param unassigned shards no reader has, with the progress from which they go on
 * @param assigned shards whose progress is in a reader's state
 * @param finished shards read to their end, as long as the stream lists them
 * @param parents of every shard in the other three, as far as they are tracked themselves
 */
public record EnumeratorState(
        int lastSeen,
        List<ShardSplit> unassigned,
        Set<ShardId> assigned,
        Set<ShardId> finished,
        Map<ShardId, Set<ShardId>> parents) {
    public static final int NOTHING_SEEN = -1;

    public EnumeratorState {
        if (lastSeen < NOTHING_SEEN) {
            throw new IllegalArgumentException("last seen shard index: " + lastSeen);
        }
        unassigned = List.copyOf(unassigned);
        assigned = Set.copyOf(assigned);
        finished = Set.copyOf(finished);
        parents = Map.copyOf(parents);
    }
}
