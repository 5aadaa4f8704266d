package io.millrace.flink.source.split;

import java.util.Set;
import org.apache.flink.api.connector.source.SourceEvent;

/** The enumerator's answer to {@link ShardFinishedEvent}: from now on its checkpoints say that the shards are read. */
public record FinishRecordedEvent(Set<Integer> shardIndexes) implements SourceEvent {
    private static final long serialVersionUID = 1L;

    public FinishRecordedEvent {
        shardIndexes = Set.copyOf(shardIndexes);
    }
}
