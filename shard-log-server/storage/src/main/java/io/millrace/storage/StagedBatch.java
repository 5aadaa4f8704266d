package io.millrace.storage;

import static io.millrace.storage.Format.BATCH_HEADER_BYTES;
import static io.millrace.storage.Format.RECORD_HEADER_BYTES;
import static io.millrace.storage.Format.RUN_HEADER_BYTES;

import io.millrace.storage.Format.BatchHeader;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The records of one commit, by shard. One thread. */
final class StagedBatch {
    static final int BYTES_MAX = 256 << 20;
    /** What disks and memory are divided into: bytes that stand alike in both can go from one to the other directly. */
    static final int PAGE_BYTES = 4 << 10;
    /** Past which a run takes no more records: what a reader must fetch and verify to read any one of them. */
    static final int RUN_BYTES = 128 << 10;

    private final Long2ObjectOpenHashMap<StagedShard> shards = new Long2ObjectOpenHashMap<>();
    /** In the order of their first records. */
    private final List<StagedShard> order = new ArrayList<>();
    /** Of batches before, empty. */
    private final List<StagedShard> idle = new ArrayList<>();

    private long bytes = BATCH_HEADER_BYTES;
    private final List<RunReader.Header> runs = new ArrayList<>();
    /** Grows with the largest batch, and is used again; begins at the beginning of a page. */
    private ByteBuffer buffer = ByteBuffer.allocateDirect(0);
    /** Where in the buffer the batch begins. */
    private int start;

    /** What is staged of one shard; the last run's bytes are kept so that {@link #add} and {@link #putRun} agree. */
    private static final class StagedShard {
        long number;
        final List<StagedRecord> records = new ArrayList<>();
        long runBytes = RUN_BYTES;

        void clear() {
            records.clear();
            runBytes = RUN_BYTES;
        }
    }

    private record StagedRecord(long sequence, long arrivalMillis, RecordContent content) {}

    void add(long shard, long sequence, long arrivalMillis, RecordContent content) {
        StagedShard staged = shard(shard);
        boolean opensRun = staged.runBytes >= RUN_BYTES;
        int record = RECORD_HEADER_BYTES + content.length();
        long grown = bytes + record + (opensRun ? RUN_HEADER_BYTES : 0);
        if (grown > BYTES_MAX) {
            throw new IllegalStateException("a batch of more than %d bytes: commit first".formatted(BYTES_MAX));
        }
        staged.records.add(new StagedRecord(sequence, arrivalMillis, content));
        staged.runBytes = opensRun ? record : staged.runBytes + record;
        bytes = grown;
    }

    private StagedShard shard(long number) {
        StagedShard known = shards.get(number);
        if (known != null) {
            return known;
        }
        StagedShard added = idle.isEmpty() ? new StagedShard() : idle.removeLast();
        added.number = number;
        shards.put(number, added);
        order.add(added);
        return added;
    }

    boolean holds(long shard) {
        return shards.containsKey(shard);
    }

    boolean isEmpty() {
        return order.isEmpty();
    }

    void clear() {
        shards.clear();
        for (StagedShard shard : order) {
            shard.clear();
            idle.add(shard);
        }
        order.clear();
        bytes = BATCH_HEADER_BYTES;
    }

    /**
     * The batch's bytes, valid until the next call.
     *
     * @param position where in the file they will stand; in memory they stand as far behind the beginning of a page
     * @param salt of the segment
     */
    ByteBuffer encode(long number, long position, long salt) {
        int total = Math.toIntExact(bytes);
        start = (int) (position % PAGE_BYTES);
        if (buffer.capacity() < start + total) {
            long room = Math.max(start + total, Math.min(BYTES_MAX, buffer.capacity() * 2L)) + 2L * PAGE_BYTES;
            buffer = ByteBuffer.allocateDirect(Math.toIntExact(room)).alignedSlice(PAGE_BYTES);
        }
        buffer.clear().position(start + BATCH_HEADER_BYTES);
        runs.clear();
        for (StagedShard shard : order) {
            for (int next = 0; next < shard.records.size(); ) {
                next = putRun(shard.number, shard.records, next);
            }
        }
        int end = buffer.position();
        assert end - start == total : "staged %d, encoded %d".formatted(total, end - start);
        buffer.limit(end);
        Format.putBatchHeader(buffer, start, new BatchHeader(total - BATCH_HEADER_BYTES, number, runs.size()), salt);
        return encoded();
    }

    /** The runs that {@link #encode} wrote, in order; those of a shard stand together. */
    List<RunReader.Header> runs() {
        return runs;
    }

    /** What {@link #encode} returned. */
    ByteBuffer encoded() {
        return buffer.duplicate().position(start);
    }

    /** Writes records from an index on until the run is full; returns the index of the next one. */
    private int putRun(long shard, List<StagedRecord> records, int from) {
        int head = buffer.position();
        int body = head + RUN_HEADER_BYTES;
        buffer.position(body);
        int next = from;
        while (next < records.size() && buffer.position() - body < RUN_BYTES) {
            StagedRecord record = records.get(next++);
            buffer.putLong(record.sequence())
                    .putLong(record.arrivalMillis())
                    .putInt(record.content().length());
            record.content().writeTo(buffer);
        }
        int runBytes = buffer.position() - head;
        buffer.putLong(head + 4, shard)
                .putInt(head + 12, next - from)
                .putInt(head + 16, runBytes - RUN_HEADER_BYTES)
                .putInt(head, Format.checksum(buffer, head + 4, runBytes - 4));
        StagedRecord first = records.get(from);
        StagedRecord last = records.get(next - 1);
        Run.Span span = new Run.Span(first.sequence(), last.sequence(), first.arrivalMillis(), last.arrivalMillis());
        runs.add(new RunReader.Header(shard, span, runBytes));
        return next;
    }
}
