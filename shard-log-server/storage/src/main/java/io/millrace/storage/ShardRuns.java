package io.millrace.storage;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where one shard's committed records are. Changes take turns; readers take the newest {@link View}, which never changes.
 */
final class ShardRuns {
    private static final Runs[] NONE = {};

    /** What the newest view was when it last changed other than by runs that were added to its recent ones. */
    private volatile View changed;

    /** A shard with no run yet, of which an earlier process may have remembered how far it went. */
    ShardRuns(Extent remembered) {
        changed = new View(NONE, null, remembered);
    }

    /**
     * A moment of a shard.
     *
     * @param sealed what segments hold of it that take no more, oldest first
     * @param recent what the one that takes appends holds of it
     */
    @SuppressWarnings("ArrayRecordComponent") // never changes, compared by nobody
    record View(Runs[] sealed, @Nullable RecentRuns recent, Extent extent) {
        int parts() {
            return recent == null ? sealed.length : sealed.length + 1;
        }

        Runs part(int index) {
            return index == sealed.length && recent != null ? recent : sealed[index];
        }

        /** The first part that reaches the sequence, or {@link #parts}. */
        int partReaching(long sequence) {
            return first(part -> part.span().lastSequence() >= sequence);
        }

        /** The first part that reaches the time, or {@link #parts}. */
        int partArrivedBy(long arrivalMillis) {
            return first(part -> part.span().lastArrivalMillis() >= arrivalMillis);
        }

        private int first(Predicate<Runs> reached) {
            int low = 0;
            int high = parts();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (reached.test(part(middle))) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return low;
        }
    }

    /** The segments that take no more, and hold what is readable of any of the shards. */
    static Set<Segment> sealedSegments(Collection<ShardRuns> shards) {
        Set<Segment> segments = Collections.newSetFromMap(new IdentityHashMap<>());
        for (ShardRuns shard : shards) {
            for (Runs runs : shard.view().sealed()) {
                segments.add(runs.segment());
            }
        }
        return segments;
    }

    View view() {
        View base = changed;
        if (base.recent() == null) {
            return base;
        }
        RecentRuns recent = base.recent().now();
        return new View(base.sealed(), recent, grown(base.extent(), recent.span()));
    }

    /** Begins with the segment that takes appends, whose first run of the shard is there; later ones only have to be added. */
    synchronized void grow(RecentRuns runs) {
        changed = new View(changed.sealed(), runs, changed.extent());
    }

    /** Adds the runs of a segment that takes no more, whether they were there as recent ones or not. */
    synchronized void seal(Runs runs) {
        View old = changed;
        Extent extent = grown(old.extent(), runs.span());
        if (runs.span().lastSequence() < extent.first()) {
            changed = new View(old.sealed(), null, extent);
            return;
        }
        Runs[] sealed = Arrays.copyOf(old.sealed(), old.sealed().length + 1);
        sealed[old.sealed().length] = runs;
        changed = new View(sealed, null, extent);
    }

    /** Moves the horizon to the sequence; never back. */
    synchronized void trim(long first) {
        View old = view();
        Extent extent = old.extent();
        long horizon = Math.min(Math.max(first, extent.first()), extent.next());
        if (horizon == extent.first()) {
            return;
        }
        int gone = Math.min(old.partReaching(horizon), old.sealed().length);
        changed = new View(
                Arrays.copyOfRange(old.sealed(), gone, old.sealed().length),
                changed.recent(),
                new Extent(horizon, extent.next(), extent.lastArrivalMillis()));
    }

    private static Extent grown(Extent old, Run.Span span) {
        return new Extent(
                old.lastArrivalMillis() == Long.MIN_VALUE ? span.firstSequence() : old.first(),
                Math.max(old.next(), span.lastSequence() + 1),
                Math.max(old.lastArrivalMillis(), span.lastArrivalMillis()));
    }
}
