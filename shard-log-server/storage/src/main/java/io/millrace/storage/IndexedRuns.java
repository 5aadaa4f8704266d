package io.millrace.storage;

import java.io.IOException;
import java.util.List;

/**
 * Runs that only the index beside a sealed segment knows; memory keeps their span alone.
 *
 * @param start of their rows, counted over all rows of the index
 */
record IndexedRuns(SegmentIndex index, long shard, Run.Span span, int start, int count) implements Runs {
    @Override
    public Segment segment() {
        return index.segment();
    }

    @Override
    public List<Run> from(int run) throws IOException {
        return index.page(this, run);
    }
}
