package io.millrace.storage;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/** Where the records of one shard stand in one segment: runs in sequence order, at least one. Never changes. */
sealed interface Runs permits RecentRuns, IndexedRuns {
    Segment segment();

    long shard();

    /** From the first record of the first run to the last of the last. */
    Run.Span span();

    int count();

    /** Some runs from the index on, at least one. */
    List<Run> from(int index) throws IOException;

    /** The first run that reaches the sequence, or {@link #count}. */
    default int reaching(long sequence) throws IOException {
        return first(run -> run.span().lastSequence() >= sequence);
    }

    /** The first run that reaches the time, or {@link #count}. */
    default int arrivedBy(long arrivalMillis) throws IOException {
        return first(run -> run.span().lastArrivalMillis() >= arrivalMillis);
    }

    private int first(Predicate<Run> reached) throws IOException {
        int low = 0;
        int high = count();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (reached.test(from(middle).getFirst())) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
