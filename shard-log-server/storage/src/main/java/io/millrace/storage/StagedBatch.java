package io.millrace.storage;

import static io.millrace.storage.Format.BATCH_HEADER_BYTES;
import static io.millrace.storage.Format.RECORD_HEADER_BYTES;
import static io.millrace.storage.Format.RUN_HEADER_BYTES;

import io.millrace.storage.Format.BatchHeader;
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

    private final StagedRecords records = new StagedRecords();
    private final StagedShards shards = new StagedShards();

    private long bytes = BATCH_HEADER_BYTES;
    private final List<RunReader.Header> runs = new ArrayList<>();
    /** Grows with the largest batch, and is used again; begins at the beginning of a page. */
    private ByteBuffer buffer = ByteBuffer.allocateDirect(0);
    /** Where in the buffer the batch begins. */
    private int start;

    void add(long shard, long sequence, long arrivalMillis, RecordContent content) {
        int slot = shards.slot(shard);
        boolean opensRun = shards.runBytes(slot) >= RUN_BYTES;
        int record = RECORD_HEADER_BYTES + content.length();
        long grown = bytes + record + (opensRun ? RUN_HEADER_BYTES : 0);
        if (grown > BYTES_MAX) {
            throw new IllegalStateException("a batch of more than %d bytes: commit first".formatted(BYTES_MAX));
        }
        int number = records.add(sequence, arrivalMillis, content);
        int before = shards.append(slot, number, opensRun ? record : shards.runBytes(slot) + record);
        if (before != StagedRecords.NONE) {
            records.follow(before, number);
        }
        bytes = grown;
    }

    boolean holds(long shard) {
        return shards.holds(shard);
    }

    boolean isEmpty() {
        return records.count() == 0;
    }

    void clear() {
        records.clear();
        shards.clear();
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
        for (int index = 0; index < shards.count(); index++) {
            int slot = shards.inOrder(index);
            int next = shards.first(slot);
            while (next != StagedRecords.NONE) {
                next = putRun(shards.number(slot), next);
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

    /** Writes records of a shard from a number on until the run is full; returns the number of the next one. */
    private int putRun(long shard, int from) {
        int head = buffer.position();
        int body = head + RUN_HEADER_BYTES;
        buffer.position(body);
        int last = from;
        int next = from;
        int count = 0;
        while (next != StagedRecords.NONE && buffer.position() - body < RUN_BYTES) {
            RecordContent content = records.content(next);
            buffer.putLong(records.sequence(next))
                    .putLong(records.arrivalMillis(next))
                    .putInt(content.length());
            content.writeTo(buffer);
            count++;
            last = next;
            next = records.following(next);
        }
        int runBytes = buffer.position() - head;
        buffer.putLong(head + 4, shard)
                .putInt(head + 12, count)
                .putInt(head + 16, runBytes - RUN_HEADER_BYTES)
                .putInt(head, Format.checksum(buffer, head + 4, runBytes - 4));
        Run.Span span = new Run.Span(
                records.sequence(from),
                records.sequence(last),
                records.arrivalMillis(from),
                records.arrivalMillis(last));
        runs.add(new RunReader.Header(shard, span, runBytes));
        return next;
    }
}
