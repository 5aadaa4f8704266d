package io.millrace.flink.source.split;

import io.millrace.model.ShardId;
import java.time.Instant;
import org.apache.flink.api.connector.source.SourceSplit;
import org.jspecify.annotations.Nullable;

/**
 * A shard, how far it is read and how far it shall be.
 *
 * @param end read no record that arrived after it; null to read on for ever
 * @param completeUntil every record that arrived before it is read, whatever {@code progress} names last; null if no
 *     read has met the shard's tip yet
 */
public record ShardSplit(
        ShardId shard,
        Progress progress,
        @Nullable Instant end,
        @Nullable Instant completeUntil) implements SourceSplit {
    /** A shard of which nothing is read yet. */
    public static ShardSplit unread(ShardId shard, Progress start, @Nullable Instant end) {
        return new ShardSplit(shard, start, end, null);
    }

    @Override
    public String splitId() {
        return shard.toString();
    }

    public boolean finished() {
        return progress instanceof Progress.Finished;
    }

    public ShardSplit with(Progress newProgress) {
        return new ShardSplit(shard, newProgress, end, completeUntil);
    }

    public ShardSplit completeUntil(Instant instant) {
        return new ShardSplit(shard, progress, end, instant);
    }
}
