package io.millrace.storage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs in memory, as numbers in one array: those of the segment that takes appends. */
final class RecentRuns implements Runs {
    private static final int ROW = 6;
    private static final int ROWS_AT_FIRST = 2;
    private static final int PAGE_RUNS = 64;

    private final Segment segment;
    private final long shard;
    private final @Nullable ShardRuns owner;
    private final long[] rows; // shared with the successors; below count it never changes
    private final int count;

    private RecentRuns(Segment segment, long shard, @Nullable ShardRuns owner, long[] rows, int count) {
        this.segment = segment;
        this.shard = shard;
        this.owner = owner;
        this.rows = rows;
        this.count = count;
    }

    /** Runs to come, of a shard that is at hand or not. */
    static RecentRuns none(Segment segment, long shard, @Nullable ShardRuns owner) {
        return new RecentRuns(segment, shard, owner, new long[ROW * ROWS_AT_FIRST], 0);
    }

    /** Whose they are, if that is at hand: nobody has to look for it after every append. */
    @Nullable
    ShardRuns owner() {
        return owner;
    }

    /** These and one more; only the newest may be asked for it, by one thread. */
    RecentRuns plus(Run.Span span, long position, int bytes) {
        int at = count * ROW;
        long[] grown = at < rows.length ? rows : Arrays.copyOf(rows, rows.length * 2);
        grown[at] = span.firstSequence();
        grown[at + 1] = span.lastSequence();
        grown[at + 2] = span.firstArrivalMillis();
        grown[at + 3] = span.lastArrivalMillis();
        grown[at + 4] = position;
        grown[at + 5] = bytes;
        return new RecentRuns(segment, shard, owner, grown, count + 1);
    }

    @Override
    public Segment segment() {
        return segment;
    }

    @Override
    public long shard() {
        return shard;
    }

    @Override
    public Run.Span span() {
        int last = (count - 1) * ROW;
        return new Run.Span(rows[0], rows[last + 1], rows[2], rows[last + 3]);
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public List<Run> from(int index) {
        int end = Math.min(count, index + PAGE_RUNS);
        List<Run> page = new ArrayList<>(end - index);
        for (int at = index * ROW; at < end * ROW; at += ROW) {
            Run.Span span = new Run.Span(rows[at], rows[at + 1], rows[at + 2], rows[at + 3]);
            page.add(new Run(shard, span, segment, rows[at + 4], (int) rows[at + 5]));
        }
        return page;
    }

    @Override
    public int reaching(long sequence) {
        return firstRow(1, sequence);
    }

    @Override
    public int arrivedBy(long arrivalMillis) {
        return firstRow(3, arrivalMillis);
    }

    /** The first row whose number in the column is not below the bound; no objects, for hot readers come here. */
    private int firstRow(int column, long bound) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (rows[middle * ROW + column] < bound) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
