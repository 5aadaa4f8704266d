package io.millrace.server.operation;

import io.millrace.model.SequenceNumber;
import io.millrace.server.encryption.Unsealer;
import io.millrace.server.stream.Shard;
import io.millrace.server.stream.Stream;
import io.millrace.server.write.Payload;
import io.millrace.storage.LogStore;
import io.millrace.storage.ReadLimit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/** Reads shards for whoever answers with their records: the one place between what is stored and what is answered. */
final class ShardReads {
    private final LogStore store;
    private final StreamSeals seals;

    ShardReads(LogStore store, StreamSeals seals) {
        this.store = store;
        this.seals = seals;
    }

    /** Takes a record that was read; the payload holds until this call returns. */
    @FunctionalInterface
    interface Visitor {
        void add(SequenceNumber number, long arrivalMillis, Payload payload);
    }

    /**
     * Where a read ended.
     *
     * @param next the log's sequence from which to read on
     * @param records the visitor was given
     * @param bytes of those, as they were put
     * @param lastArrivalMillis of the last of them; {@link Long#MAX_VALUE} if there was none
     */
    record End(long next, long records, long bytes, long lastArrivalMillis) {
        /** How old the last record is; 0 if there was none. */
        long ageMillis(Instant now) {
            return Math.max(0, now.toEpochMilli() - lastArrivalMillis);
        }
    }

    /**
     * As {@link LogStore#read(long, long, ReadLimit, io.millrace.storage.RecordVisitor)}, but that it may end early where a
     * data key is not in memory; so it waits for the key service at its first record only, if at all.
     *
     * @throws io.millrace.frontdoor.ApiException if the key service refuses the key of that record
     */
    End read(Stream stream, Shard shard, long from, ReadLimit limit, Visitor visitor) {
        long[] last = {from - 1, 0, 0, Long.MAX_VALUE};
        Unsealer unsealer = seals.unsealer(stream, shard);
        do {
            try {
                store.read(shard.log(), from, limit, (sequence, arrival, source, position, bytes) -> {
                    Payload payload = unsealer.open(source, position, bytes);
                    if (payload != null) {
                        visitor.add(shard.sequenceNumber(sequence, arrival), arrival, payload);
                        last[0] = sequence;
                        last[1]++;
                        last[2] += payload.length();
                        last[3] = arrival;
                    }
                });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        } while (last[1] == 0 && seals.fetch(unsealer));
        return new End(last[0] + 1, last[1], last[2], last[3]);
    }

    /** The log's first sequence that is still there. */
    long first(Shard shard) {
        return store.extent(shard.log()).first();
    }

    /** Whether there are records at or after the log's sequence. */
    boolean hasMore(Shard shard, long next) {
        return next < store.extent(shard.log()).next();
    }

    /** How far a reader that stopped there is behind the shard's newest record. */
    long behindMillis(Shard shard, End end, Instant now) {
        return hasMore(shard, end.next()) ? end.ageMillis(now) : 0;
    }
}
