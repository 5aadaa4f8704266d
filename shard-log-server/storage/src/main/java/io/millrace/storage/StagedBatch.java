package io.millrace.storage;

import static io.millrace.storage.Format.BATCH_HEADER_BYTES;
import static io.millrace.storage.Format.RECORD_HEADER_BYTES;
import static io.millrace.storage.Format.RUN_HEADER_BYTES;

import io.millrace.storage.Format.BatchHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The records of one commit, by shard. One thread. */
final class StagedBatch {
    static final int BYTES_MAX = 256 << 20;

    private final Map<Long, List<Batch.Entry>> shards = new LinkedHashMap<>();
    private long bytes = BATCH_HEADER_BYTES;
    private final List<RunReader.Header> runs = new ArrayList<>();
    /** Grows with the largest batch, and is used again. */
    private ByteBuffer buffer = ByteBuffer.allocateDirect(0);

    void add(long shard, Batch.Entry entry) {
        List<Batch.Entry> run = shards.computeIfAbsent(shard, key -> new ArrayList<>());
        long grown = bytes + RECORD_HEADER_BYTES + entry.payload().length + (run.isEmpty() ? RUN_HEADER_BYTES : 0);
        if (grown > BYTES_MAX) {
            throw new IllegalStateException("a batch of more than %d bytes: commit first".formatted(BYTES_MAX));
        }
        run.add(entry);
        bytes = grown;
    }

    boolean isEmpty() {
        return shards.isEmpty();
    }

    void clear() {
        shards.clear();
        bytes = BATCH_HEADER_BYTES;
    }

    /** The batch's bytes, valid until the next call. */
    ByteBuffer encode(long number) {
        int total = Math.toIntExact(bytes);
        if (buffer.capacity() < total) {
            buffer = ByteBuffer.allocateDirect((int) Math.max(total, Math.min(BYTES_MAX, buffer.capacity() * 2L)));
        }
        buffer.clear().position(BATCH_HEADER_BYTES);
        runs.clear();
        shards.forEach(this::putRun);
        buffer.flip();
        Format.putBatchHeader(buffer, 0, new BatchHeader(total - BATCH_HEADER_BYTES, number, shards.size()));
        return buffer;
    }

    /** The runs that {@link #encode} wrote, in order. */
    List<RunReader.Header> runs() {
        return runs;
    }

    private void putRun(long shard, List<Batch.Entry> entries) {
        int start = buffer.position();
        buffer.position(start + RUN_HEADER_BYTES);
        for (Batch.Entry entry : entries) {
            buffer.putLong(entry.sequence())
                    .putLong(entry.arrivalMillis())
                    .putInt(entry.payload().length)
                    .put(entry.payload());
        }
        int runBytes = buffer.position() - start;
        buffer.putLong(start + 4, shard)
                .putInt(start + 12, entries.size())
                .putInt(start + 16, runBytes - RUN_HEADER_BYTES)
                .putInt(start, Format.checksum(buffer, start + 4, runBytes - 4));
        Batch.Entry first = entries.getFirst();
        Batch.Entry last = entries.getLast();
        Run.Span span = new Run.Span(first.sequence(), last.sequence(), first.arrivalMillis(), last.arrivalMillis());
        runs.add(new RunReader.Header(shard, span, runBytes));
    }
}
