package io.millrace.storage;

import java.util.Arrays;

/**
 * Where one shard's committed records are. Changes take turns; readers take the newest {@link View}, which never changes.
 */
final class ShardRuns {
    private static final Run[] NONE = {};

    private volatile View view;

    /** A shard with no run yet, of which an earlier process may have remembered how far it went. */
    ShardRuns(Extent remembered) {
        view = new View(NONE, 0, 0, remembered);
    }

    /**
     * A moment of a shard: the runs {@code from} (included) to {@code to} (not) of the array, and what they hold.
     */
    @SuppressWarnings("ArrayRecordComponent") // shared on purpose: what stands below 'to' never changes
    record View(Run[] runs, int from, int to, Extent extent) {
        /** The first run that reaches the sequence, or {@link #to}. */
        int runReaching(long sequence) {
            int low = from;
            int high = to;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (runs[middle].span().lastSequence() < sequence) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        /** The first run that reaches the time, or {@link #to}. */
        int runArrivedBy(long arrivalMillis) {
            int low = from;
            int high = to;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (runs[middle].span().lastArrivalMillis() < arrivalMillis) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }

    View view() {
        return view;
    }

    /** Adds a run after the others. */
    synchronized void append(Run run) {
        View old = view;
        Run[] runs = old.runs();
        if (old.to() == runs.length) {
            Run[] kept = Arrays.copyOfRange(runs, old.from(), old.to());
            runs = Arrays.copyOf(kept, Math.max(4, kept.length * 2));
            runs[kept.length] = run;
            view = new View(runs, 0, kept.length + 1, grown(old, run));
            return;
        }
        // Beyond every published view, so no reader looks there yet.
        runs[old.to()] = run;
        view = new View(runs, old.from(), old.to() + 1, grown(old, run));
    }

    /** Moves the horizon to the sequence; never back. */
    synchronized void trim(long first) {
        View old = view;
        long horizon =
                Math.min(Math.max(first, old.extent().first()), old.extent().next());
        int from = old.runReaching(horizon);
        view = new View(
                old.runs(),
                from,
                old.to(),
                new Extent(horizon, old.extent().next(), old.extent().lastArrivalMillis()));
    }

    private static Extent grown(View old, Run run) {
        long first = old.extent().lastArrivalMillis() == Long.MIN_VALUE
                ? run.span().firstSequence()
                : old.extent().first();
        return new Extent(
                first,
                Math.max(old.extent().next(), run.span().lastSequence() + 1),
                Math.max(old.extent().lastArrivalMillis(), run.span().lastArrivalMillis()));
    }
}
