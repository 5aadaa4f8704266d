package io.millrace.storage;

import static io.millrace.storage.Format.BATCH_HEADER_BYTES;
import static io.millrace.storage.Format.SEGMENT_HEADER_BYTES;

import io.millrace.storage.Format.BatchHeader;
import io.millrace.storage.Format.SegmentHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a segment from its start as far as it verifies, and tells a torn tail from damage. One thread. */
final class SegmentScan {
    private final Segment segment;
    private final SegmentFile file;
    private final long fileBytes;
    private final Map<Long, RecentRuns> runs = new HashMap<>();
    private long length;
    private long lastBatch;
    private long nextBatch;

    SegmentScan(Segment segment, SegmentFile file) throws IOException {
        this.segment = segment;
        this.file = file;
        this.fileBytes = file.length();
        this.nextBatch = Segment.firstBatch(segment.name());
    }

    /** Empty if the header is not that of the segment. */
    static Optional<SegmentHeader> header(SegmentFile file, long firstBatch) throws IOException {
        ByteBuffer header = Format.readFully(file, ByteBuffer.allocate(SEGMENT_HEADER_BYTES), 0);
        // A header alone may be torn.
        if (file.length() > SEGMENT_HEADER_BYTES && Format.isOfAnotherVersion(header)) {
            throw new CorruptSegmentException(
                    Segment.name(firstBatch),
                    0,
                    "it is of version %d, and %d is what is read here".formatted(header.getInt(8), Format.VERSION));
        }
        return Format.segmentHeader(header).filter(found -> found.number() == firstBatch);
    }

    /** Reads every whole batch from the start. */
    void run() throws IOException {
        length = SEGMENT_HEADER_BYTES;
        while (true) {
            Optional<ByteBuffer> batch = batchAt(length);
            Optional<List<Run>> found = batch.flatMap(bytes -> runsOf(bytes, 0, bytes.limit(), length));
            if (found.isEmpty()) {
                return;
            }
            lastBatch = length;
            length += batch.orElseThrow().limit();
            nextBatch++;
            for (Run run : found.get()) {
                runs.computeIfAbsent(run.shard(), shard -> new RecentRuns(segment, shard, Segment.RUNS_EXPECTED))
                        .add(run.span(), run.position(), run.bytes());
            }
        }
    }

    /** Where the first bad batch stands, or the file ends. */
    long length() {
        return length;
    }

    /** Where the last whole batch stands; the segment's header if there is none. */
    long lastBatch() {
        return lastBatch;
    }

    long fileBytes() {
        return fileBytes;
    }

    long nextBatch() {
        return nextBatch;
    }

    Collection<RecentRuns> runs() {
        return runs.values();
    }

    /**
     * Refuses if what follows the last whole batch was acknowledged: it is below the mark, or a whole batch stands behind
     * it.
     */
    void refuseDamage(long durableTo) throws IOException {
        if (nextBatch < durableTo) {
            throw new CorruptSegmentException(segment.name(), length, "batches up to " + durableTo + " were durable");
        }
        refuseBatchFrom(nextBatch + 1);
    }

    /** Refuses if there was a header: it was durable before the first batch was written, or the mark says so. */
    void refuseHeaderless(long durableTo) throws IOException {
        if (nextBatch < durableTo || fileBytes > SEGMENT_HEADER_BYTES) {
            throw new CorruptSegmentException(segment.name(), 0, "its header does not verify");
        }
    }

    private long salt() {
        return segment.header().salt();
    }

    private Optional<ByteBuffer> batchAt(long position) throws IOException {
        ByteBuffer start = Format.readFully(file, ByteBuffer.allocate(BATCH_HEADER_BYTES), position);
        if (start.remaining() < BATCH_HEADER_BYTES) {
            return Optional.empty();
        }
        BatchHeader header = Format.batchHeader(start, 0, salt());
        if (!header.isWhole()
                || header.number() != nextBatch
                || header.bytes() > fileBytes - position - BATCH_HEADER_BYTES) {
            return Optional.empty();
        }
        int bytes = BATCH_HEADER_BYTES + header.bytes();
        ByteBuffer batch = Format.readFully(file, ByteBuffer.allocate(bytes), position);
        return batch.remaining() < bytes ? Optional.empty() : Optional.of(batch);
    }

    /** Refuses if a whole batch of at least this number stands anywhere in the rest of the file. */
    private void refuseBatchFrom(long number) throws IOException {
        ByteBuffer rest =
                Format.readFully(file, ByteBuffer.allocate(Math.toIntExact(Math.max(0, fileBytes - length))), length);
        int mark = Format.batchMark(salt());
        for (int at = 0; at <= rest.limit() - BATCH_HEADER_BYTES; at++) {
            if (rest.getInt(at) != mark) {
                continue;
            }
            BatchHeader header = Format.batchHeader(rest, at, salt());
            if (header.isWhole()
                    && header.number() >= number
                    && header.bytes() <= rest.limit() - at - BATCH_HEADER_BYTES
                    && runsOf(rest, at, at + BATCH_HEADER_BYTES + header.bytes(), 0)
                            .isPresent()) {
                throw new CorruptSegmentException(segment.name(), length, "a whole batch follows at " + (length + at));
            }
        }
    }

    /** The runs of the batch that stands at {@code from} of the buffer and at {@code position} of the file. */
    private Optional<List<Run>> runsOf(ByteBuffer source, int from, int to, long position) {
        BatchHeader header = Format.batchHeader(source, from, salt());
        List<Run> found = new ArrayList<>();
        int at = from + BATCH_HEADER_BYTES;
        for (int run = 0; run < header.runs(); run++) {
            Optional<RunReader.Header> verified = RunReader.verify(source, at, to);
            if (verified.isEmpty()) {
                return Optional.empty();
            }
            RunReader.Header next = verified.get();
            found.add(new Run(next.shard(), next.span(), segment, position + at - from, next.bytes()));
            at += next.bytes();
        }
        return at == to ? Optional.of(found) : Optional.empty();
    }
}
