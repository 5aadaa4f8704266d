package io.millrace.storage;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs in memory, as numbers in one array: those of the segment that takes appends. One thread adds; others read what
 * there is {@link #now}.
 */
final class RecentRuns implements Runs {
    private static final int ROW = 6;
    private static final int PAGE_RUNS = 64;

    private static final VarHandle COUNT;

    static {
        try {
            COUNT = MethodHandles.lookup().findVarHandle(RecentRuns.class, "count", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Segment segment;
    private final long shard;
    /** Below count it never changes, and what takes its place is a copy; written before count, and read after it. */
    private long[] rows;

    private int count;

    private RecentRuns(Segment segment, long shard, long[] rows, int count) {
        this.segment = segment;
        this.shard = shard;
        this.rows = rows;
        this.count = count;
    }

    /** Runs to come, of which about so many are expected. */
    RecentRuns(Segment segment, long shard, int expected) {
        this(segment, shard, new long[ROW * Math.max(1, expected)], 0);
    }

    /** As they are at this moment; to these none is added. Any thread. */
    RecentRuns now() {
        int known = (int) COUNT.getAcquire(this);
        return new RecentRuns(segment, shard, rows, known);
    }

    /** Adds the next run, which readers see from now on. */
    void add(Run.Span span, long position, int bytes) {
        int next = count;
        int at = next * ROW;
        if (at == rows.length) {
            rows = Arrays.copyOf(rows, rows.length * 2);
        }
        rows[at] = span.firstSequence();
        rows[at + 1] = span.lastSequence();
        rows[at + 2] = span.firstArrivalMillis();
        rows[at + 3] = span.lastArrivalMillis();
        rows[at + 4] = position;
        rows[at + 5] = bytes;
        // Not volatile: a commit has thousands of these, and each would wait for the one before it to reach memory.
        COUNT.setRelease(this, next + 1);
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
