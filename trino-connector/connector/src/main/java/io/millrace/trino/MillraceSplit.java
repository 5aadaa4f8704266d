package io.millrace.trino;

import static io.airlift.slice.SizeOf.estimatedSizeOf;
import static io.airlift.slice.SizeOf.instanceSize;

import io.trino.spi.connector.ConnectorSplit;

/** A range of one shard's records. */
public record MillraceSplit(String shardId, ShardStart start, ShardEnd end) implements ConnectorSplit {
    private static final int INSTANCE_SIZE = instanceSize(MillraceSplit.class);

    @Override
    public long getRetainedSizeInBytes() {
        return INSTANCE_SIZE + estimatedSizeOf(shardId) + retained(start) + retained(end);
    }

    private static long retained(ShardStart start) {
        return switch (start) {
            case ShardStart.Horizon horizon -> 0;
            case ShardStart.AtSequence at -> estimatedSizeOf(at.sequenceNumber());
            case ShardStart.AfterSequence after -> estimatedSizeOf(after.sequenceNumber());
            case ShardStart.AtTime at -> Long.BYTES;
        };
    }

    private static long retained(ShardEnd end) {
        return switch (end) {
            case ShardEnd.Drained drained -> 0;
            case ShardEnd.Before before -> estimatedSizeOf(before.sequenceNumber());
            case ShardEnd.Pinned pinned -> estimatedSizeOf(pinned.shardIterator());
        };
    }
}
