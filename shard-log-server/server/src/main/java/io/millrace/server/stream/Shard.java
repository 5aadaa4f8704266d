package io.millrace.server.stream;

import io.millrace.model.HashKeyRange;
import io.millrace.model.SequenceNumber;
import io.millrace.model.ShardId;
import java.time.Instant;

/**
 * One shard of a stream.
 *
 * <p>The sequence in a {@link SequenceNumber} is one above the log's, so that a shard's starting number stands before
 * its first record and reading after it misses none.
 *
 * @param log the shard's number in the log store, never used again
 */
public record Shard(ShardId id, long log, HashKeyRange range, Instant created) {
    /** The number before every record of the shard. */
    public SequenceNumber start() {
        long seconds = created.getEpochSecond();
        return new SequenceNumber(seconds, id.index(), 0, seconds);
    }

    public SequenceNumber sequenceNumber(long logSequence, long arrivalMillis) {
        return new SequenceNumber(
                created.getEpochSecond(), id.index(), logSequence + 1, Math.floorDiv(arrivalMillis, 1000L));
    }

    /** Whether the number is of this shard, not of another or of a stream of the same name before this one. */
    public boolean issued(SequenceNumber number) {
        return number.shardIndex() == id.index() && number.shardCreatedSeconds() == created.getEpochSecond();
    }
}
