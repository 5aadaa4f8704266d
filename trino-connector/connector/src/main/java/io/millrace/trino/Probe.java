package io.millrace.trino;

import static io.millrace.trino.MillraceErrorCode.MILLRACE_SHARD_STALLED;

import io.trino.spi.TrinoException;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;

/**
 * What stands behind an iterator, found by one record.
 *
 * @param first the first record from the iterator on, if the shard holds one now
 * @param next where to ask again; empty if the shard is closed and holds no more
 */
record Probe(Optional<Record> first, Optional<String> next) {
    /** A call without a result has searched megabytes: more of them than any retention holds is a fault. */
    static final int EMPTY_ANSWERS_MAX = 100_000;

    /** Empty if the iterator has expired. */
    static Optional<Probe> at(StreamClient streams, String iterator) {
        String at = iterator;
        for (int calls = 0; calls < EMPTY_ANSWERS_MAX; calls++) {
            Optional<GetRecordsResponse> answer = streams.records(at, 1);
            if (answer.isEmpty()) {
                return Optional.empty();
            }
            Optional<Record> first = answer.get().records().stream().findFirst();
            Optional<String> next = Optional.ofNullable(answer.get().nextShardIterator());
            if (first.isPresent() || next.isEmpty() || answer.get().millisBehindLatest() == 0) {
                return Optional.of(new Probe(first, next));
            }
            at = next.get();
        }
        throw new TrinoException(MILLRACE_SHARD_STALLED, "a shard has records but answers with none");
    }

    /** Says by number where a pinned shard ends, if a record has come since that tells; else asks on from there. */
    static ShardEnd settle(StreamClient streams, StreamReference stream, String shardId, ShardEnd.Pinned pinned) {
        Probe probe = at(streams, pinned.shardIterator())
                .or(() -> at(streams, streams.iterator(stream, shardId, afterPin(pinned))))
                .orElseThrow(() -> new TrinoException(
                        MILLRACE_SHARD_STALLED,
                        "iterators of %s of %s expire as they are made".formatted(shardId, stream.name())));
        if (probe.first().isPresent()) {
            return new ShardEnd.Before(probe.first().get().sequenceNumber());
        }
        return probe.next()
                .<ShardEnd>map(next -> new ShardEnd.Pinned(next, pinned.pinnedAt()))
                .orElseGet(ShardEnd.Drained::new);
    }

    /** For a split that has waited until its iterator expired: what came later by the clock came later in the log. */
    private static ShardStart afterPin(ShardEnd.Pinned pinned) {
        return new ShardStart.AtTime(pinned.pinnedAt().plusMillis(1));
    }
}
