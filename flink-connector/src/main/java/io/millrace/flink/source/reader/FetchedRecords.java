package io.millrace.flink.source.reader;

import io.millrace.flink.proxy.StreamRecord;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.jspecify.annotations.Nullable;

/** What one read of one shard gave; Flink's task thread walks through it. */
final class FetchedRecords implements RecordsWithSplitIds<StreamRecord> {
    private final Iterator<StreamRecord> records;
    private final Set<String> finished;
    private @Nullable String nextSplit;
    private @Nullable Runnable onDrained;

    private FetchedRecords(
            @Nullable String split, List<StreamRecord> records, Set<String> finished, @Nullable Runnable onDrained) {
        this.nextSplit = split;
        this.records = records.iterator();
        this.finished = finished;
        this.onDrained = onDrained;
    }

    static FetchedRecords none() {
        return new FetchedRecords(null, List.of(), Set.of(), null);
    }

    /** {@code tip}, if not null, is told to {@code progress} once the task has taken all of the records. */
    static FetchedRecords of(String split, ShardCursor.Read read, TipListener progress) {
        Instant tip = read.tip();
        return new FetchedRecords(
                split,
                read.records(),
                read.finished() ? Set.of(split) : Set.of(),
                tip == null ? null : () -> progress.completeUntil(split, tip));
    }

    @Override
    public @Nullable String nextSplit() {
        String split = nextSplit;
        nextSplit = null;
        return split;
    }

    @Override
    public @Nullable StreamRecord nextRecordFromSplit() {
        if (records.hasNext()) {
            return records.next();
        }
        if (onDrained != null) {
            onDrained.run();
            onDrained = null;
        }
        return null;
    }

    @Override
    public Set<String> finishedSplits() {
        return finished;
    }

    /** Hears on the task's thread that every record of a shard before an instant has been emitted. */
    @FunctionalInterface
    interface TipListener {
        void completeUntil(String split, Instant instant);
    }
}
