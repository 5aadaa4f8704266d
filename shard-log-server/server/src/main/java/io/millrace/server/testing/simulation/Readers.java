package io.millrace.server.testing.simulation;

import static io.millrace.server.testing.simulation.Invariant.ARRIVALS_NEVER_FALL;
import static io.millrace.server.testing.simulation.Invariant.NONE_INVENTED;
import static io.millrace.server.testing.simulation.Invariant.NO_ACKNOWLEDGED_RECORD_LOST;
import static io.millrace.server.testing.simulation.Invariant.READERS_SEE_DURABLE_ONLY;

import io.millrace.storage.Batch;
import io.millrace.storage.Extent;
import io.millrace.storage.LogStore;
import io.millrace.storage.ReadLimit;
import java.io.IOException;
import java.util.List;
import java.util.random.RandomGenerator;

/** Readers of a shard, who compare all that they get with what callers were told. */
final class Readers {
    private static final int BYTES_MAX = 1 << 20;

    private final RandomGenerator random;
    private final Machine machine;
    private final ExpectedLog log;

    Readers(RandomGenerator random, Machine machine, ExpectedLog log) {
        this.random = random;
        this.machine = machine;
        this.log = log;
    }

    /** Reads a shard from a sequence to its end, in steps of any size, and looks a time up; throws what the store throws. */
    void check(long shard, long from) throws IOException {
        LogStore store = machine.store();
        ExpectedShard expected = log.shard(shard);
        Extent extent = store.extent(shard);
        long next = Math.max(from, extent.first());
        while (next < extent.next()) {
            ReadLimit limit = new ReadLimit(1 + random.nextInt(40), 1 + random.nextInt(BYTES_MAX));
            List<Batch.Entry> found = store.read(shard, next, limit).entries();
            if (found.isEmpty() || found.size() > limit.records()) {
                throw expected.violation(
                        NO_ACKNOWLEDGED_RECORD_LOST, "%d records from %d on".formatted(found.size(), next));
            }
            expected.check(found, next);
            next += found.size();
        }
        if (!store.read(shard, extent.next(), new ReadLimit(1, 1)).entries().isEmpty()) {
            throw expected.violation(READERS_SEE_DURABLE_ONLY, "a record after its end");
        }
        checkTime(store, shard, extent);
    }

    /** Reads what damage has left of a shard: it may be refused, and end sooner, but is nothing else. */
    void checkDamaged(long shard, long missing) throws IOException {
        LogStore store = machine.store();
        ExpectedShard expected = log.shard(shard);
        Extent extent = store.extent(shard);
        if (extent.next() < expected.next() - missing) {
            throw expected.violation(
                    NO_ACKNOWLEDGED_RECORD_LOST, "it ends at %d, not %d".formatted(extent.next(), expected.next()));
        }
        if (extent.next() > expected.next()) {
            throw expected.violation(NONE_INVENTED, "it ends at %d, not %d".formatted(extent.next(), expected.next()));
        }
        for (long next = extent.first(); next < extent.next(); next++) {
            List<Batch.Entry> found =
                    store.read(shard, next, new ReadLimit(1, 1)).entries();
            if (found.size() != 1) {
                throw expected.violation(NO_ACKNOWLEDGED_RECORD_LOST, "nothing at %d".formatted(next));
            }
            expected.check(found, next);
        }
    }

    private void checkTime(LogStore store, long shard, Extent extent) throws IOException {
        ExpectedShard expected = log.shard(shard);
        long time = expected.someArrival(random) + random.nextInt(-1, 2);
        long found = store.firstSince(shard, time);
        long there = Math.max(extent.first(), expected.firstSince(time));
        if (found != there) {
            throw expected.violation(
                    ARRIVALS_NEVER_FALL, "%d, not %d, is the first since %d".formatted(found, there, time));
        }
    }
}
