package io.millrace.server.testing.simulation;

import static io.millrace.server.testing.simulation.Invariant.ARRIVALS_NEVER_FALL;
import static io.millrace.server.testing.simulation.Invariant.DAMAGE_IS_NEVER_SERVED;
import static io.millrace.server.testing.simulation.Invariant.NONE_DUPLICATED;
import static io.millrace.server.testing.simulation.Invariant.NONE_INVENTED;
import static io.millrace.server.testing.simulation.Invariant.NOTHING_BEHIND_A_SEAL;
import static io.millrace.server.testing.simulation.Invariant.NO_ACKNOWLEDGED_RECORD_LOST;
import static io.millrace.server.testing.simulation.Invariant.ORDER_PER_SHARD;
import static io.millrace.server.testing.simulation.Invariant.RETENTION_ENDS;
import static io.millrace.server.testing.simulation.Invariant.SEQUENCE_GROWTH;

import io.millrace.storage.Batch;
import io.millrace.storage.Extent;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** What callers and readers were told of one shard: its records, in order. */
final class ExpectedShard {
    private final long shard;
    private final List<Expected> records = new ArrayList<>();
    /** Records that arrived before may be gone. */
    private long expiredMillis = Long.MIN_VALUE;
    /** What the living process has trimmed is not to be read again. */
    private long trimmed;
    /** Its stream has closed it. */
    private boolean closed;
    /** A change of its stream was refused, and it may be closed nevertheless. */
    private boolean perhapsClosed;

    private record Expected(Draft draft, long arrivalMillis) {}

    ExpectedShard(long shard) {
        this.shard = shard;
    }

    /** The sequence of the record to come. */
    long next() {
        return records.size();
    }

    /** Its stream says that it ended at a sequence. */
    void close(long end) {
        if (end != next()) {
            throw violation(NOTHING_BEHIND_A_SEAL, "it is said to end at %d, not %d".formatted(end, next()));
        }
        closed = true;
    }

    /** Its stream may be closing it, or is known not to have done so. */
    void perhapsClosed(boolean perhaps) {
        perhapsClosed = perhaps;
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether a caller may be told that it takes no more. */
    boolean mayBeClosed() {
        return closed || perhapsClosed;
    }

    /** Takes a record that a caller was told is durable, or that was found after a restart. */
    void add(Draft draft, long sequence, long arrivalMillis) {
        if (sequence != next()) {
            throw violation(SEQUENCE_GROWTH, "sequence %d instead of %d".formatted(sequence, next()));
        }
        if (!records.isEmpty() && arrivalMillis < records.getLast().arrivalMillis()) {
            throw violation(ARRIVALS_NEVER_FALL, "record %d arrived before the one before".formatted(sequence));
        }
        records.add(new Expected(draft, arrivalMillis));
    }

    /** Records that arrived before may be gone from now on. */
    void expire(long beforeMillis) {
        expiredMillis = Math.max(expiredMillis, beforeMillis);
    }

    /** Records that arrived before must be gone while the process lives. */
    void trim(long beforeMillis) {
        trimmed = Math.max(trimmed, firstSince(beforeMillis));
    }

    /** Another process does not know what this one has trimmed. */
    void restart() {
        trimmed = 0;
    }

    /** Checks a shard's ends; its horizon may stand anywhere between what must and what may be gone. */
    void check(Extent extent, Invariant more) {
        if (extent.next() < next()) {
            throw violation(NO_ACKNOWLEDGED_RECORD_LOST, "it ends at %d, not %d".formatted(extent.next(), next()));
        }
        if (extent.next() > next()) {
            throw violation(more, "it ends at %d, not %d".formatted(extent.next(), next()));
        }
        if (extent.first() > firstSince(expiredMillis)) {
            throw violation(
                    NO_ACKNOWLEDGED_RECORD_LOST,
                    "it begins at %d, but %d has not expired".formatted(extent.first(), firstSince(expiredMillis)));
        }
        if (extent.first() < trimmed) {
            throw violation(
                    RETENTION_ENDS, "it begins at %d, but was trimmed to %d".formatted(extent.first(), trimmed));
        }
        if (!records.isEmpty()
                && extent.lastArrivalMillis() != records.getLast().arrivalMillis()) {
            throw violation(ARRIVALS_NEVER_FALL, "its last arrival is " + extent.lastArrivalMillis());
        }
    }

    /** Checks records read from a sequence on, in any number. */
    void check(List<Batch.Entry> found, long from) {
        for (int index = 0; index < found.size(); index++) {
            Batch.Entry entry = found.get(index);
            long sequence = from + index;
            if (sequence >= next()) {
                throw violation(isKnown(entry) ? NONE_DUPLICATED : NONE_INVENTED, "record %d".formatted(sequence));
            }
            Expected expected = records.get(Math.toIntExact(sequence));
            if (!expected.draft().isIn(entry.payload())) {
                throw violation(wrong(expected, found, index), "another record instead of %d".formatted(sequence));
            }
            if (entry.sequence() != sequence) {
                throw violation(SEQUENCE_GROWTH, "record %d is numbered %d".formatted(sequence, entry.sequence()));
            }
            if (entry.arrivalMillis() != expected.arrivalMillis()) {
                throw violation(
                        ARRIVALS_NEVER_FALL,
                        "record %d arrived at %d, not %d"
                                .formatted(sequence, entry.arrivalMillis(), expected.arrivalMillis()));
            }
        }
    }

    /** The first record that arrived at the time or later, or the one to come. */
    long firstSince(long arrivalMillis) {
        int low = 0;
        int high = records.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (records.get(middle).arrivalMillis() < arrivalMillis) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The arrival of any record, or of none. */
    long someArrival(RandomGenerator random) {
        return records.isEmpty()
                ? random.nextLong()
                : records.get(random.nextInt(records.size())).arrivalMillis();
    }

    InvariantViolation violation(Invariant invariant, String what) {
        return new InvariantViolation(invariant, "shard %d: %s".formatted(shard, what));
    }

    private Invariant wrong(Expected expected, List<Batch.Entry> found, int index) {
        Batch.Entry entry = found.get(index);
        if (expected.draft().isNamedBy(entry.payload())) {
            return DAMAGE_IS_NEVER_SERVED;
        }
        if (!isKnown(entry)) {
            return NONE_INVENTED;
        }
        if (found.subList(0, index).stream().anyMatch(before -> Draft.sameId(before.payload(), entry.payload()))) {
            return NONE_DUPLICATED;
        }
        boolean later = found.stream().anyMatch(other -> expected.draft().isIn(other.payload()));
        return later ? ORDER_PER_SHARD : NO_ACKNOWLEDGED_RECORD_LOST;
    }

    private boolean isKnown(Batch.Entry entry) {
        return records.stream().anyMatch(record -> record.draft().isIn(entry.payload()));
    }
}
