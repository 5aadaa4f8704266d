package io.millrace.flink.source.split;

import io.millrace.model.ShardId;
import java.util.Set;
import org.apache.flink.api.connector.source.SourceEvent;

/** A reader tells the enumerator, again after a restore until it hears {@link FinishRecordedEvent}. */
public record ShardFinishedEvent(Set<Integer> shardIndexes) implements SourceEvent {
    private static final long serialVersionUID = 1L;

    public ShardFinishedEvent {
        shardIndexes = Set.copyOf(shardIndexes);
    }

    public static ShardFinishedEvent of(ShardId shard) {
        return new ShardFinishedEvent(Set.of(shard.index()));
    }
}
