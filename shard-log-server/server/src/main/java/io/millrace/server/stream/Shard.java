package io.millrace.server.stream;

import io.millrace.model.HashKeyRange;
import io.millrace.model.SequenceNumber;
import io.millrace.model.ShardId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One shard of a stream.
 *
 * <p>The sequence in a {@link SequenceNumber} is one above the log's, so that a shard's starting number stands before
 * its first record and reading after it misses none.
 *
 * @param log the shard's number in the log store, never used again
 * @param created of an open shard's children the next second at the earliest, so that their numbers are above its own
 * @param parents those it was made from: none, one that was split, or two that were merged
 * @param end how it ended, empty while it is open
 */
public record Shard(
        ShardId id, long log, HashKeyRange range, Instant created, List<ShardId> parents, Optional<End> end) {
    public Shard {
        parents = List.copyOf(parents);
    }

    /** A shard that a stream begins with. */
    Shard(ShardId id, long log, HashKeyRange range, Instant created) {
        this(id, log, range, created, List.of(), Optional.empty());
    }

    /**
     * The end of a shard.
     *
     * @param next the log's sequence after its last record
     * @param lastArrivalMillis of its last record; means nothing if it never had one
     * @param at when it was closed
     */
    public record End(long next, long lastArrivalMillis, Instant at) {}

    /** Whether records are routed to it. */
    public boolean isOpen() {
        return end.isEmpty();
    }

    /** Whether records were routed to it at the time. */
    public boolean wasOpenAt(Instant time) {
        return !created.isAfter(time) && endsAfter(time);
    }

    /** Whether it is open, or was closed after the time. */
    public boolean endsAfter(Instant time) {
        return end.filter(closed -> !closed.at().isAfter(time)).isEmpty();
    }

    /** Whether a reader at the log's sequence has all there will ever be. */
    public boolean isReadAt(long sequence) {
        return end.filter(closed -> sequence >= closed.next()).isPresent();
    }

    /** The number before every record of the shard. */
    public SequenceNumber start() {
        long seconds = created.getEpochSecond();
        return new SequenceNumber(seconds, id.index(), 0, seconds);
    }

    /** The number of the last record of a closed shard; that before all if it never had one. */
    public Optional<SequenceNumber> last() {
        return end.map(
                closed -> closed.next() == 0 ? start() : sequenceNumber(closed.next() - 1, closed.lastArrivalMillis()));
    }

    public SequenceNumber sequenceNumber(long logSequence, long arrivalMillis) {
        return new SequenceNumber(
                created.getEpochSecond(), id.index(), logSequence + 1, Math.floorDiv(arrivalMillis, 1000L));
    }

    /** Whether the number is of this shard, not of another or of a stream of the same name before this one. */
    public boolean issued(SequenceNumber number) {
        return number.shardIndex() == id.index() && number.shardCreatedSeconds() == created.getEpochSecond();
    }

    Shard closed(End how) {
        return new Shard(id, log, range, created, parents, Optional.of(how));
    }
}
