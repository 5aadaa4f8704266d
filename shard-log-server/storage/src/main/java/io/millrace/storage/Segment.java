package io.millrace.storage;

import static io.millrace.storage.Format.BATCH_HEADER_BYTES;
import static io.millrace.storage.Format.SEGMENT_HEADER_BYTES;

import io.millrace.storage.Format.BatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One file of the log. The last segment takes appends from one thread; any thread may read runs of any. A run that an
 * append returned is on disk.
 */
final class Segment {
    static final String SUFFIX = ".segment";

    private final String name;
    private final SegmentFile file;
    private final long firstBatch;
    // Written by the appending thread alone.
    private long length;
    private long nextBatch;
    private final List<Run> runs = new ArrayList<>();

    private Segment(String name, SegmentFile file, long firstBatch) {
        this.name = name;
        this.file = file;
        this.firstBatch = firstBatch;
        this.nextBatch = firstBatch;
    }

    static String name(long firstBatch) {
        return "%020d%s".formatted(firstBatch, SUFFIX);
    }

    /** The number of a segment's first batch, which its name tells. */
    static long firstBatch(String name) {
        return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    }

    /** Makes a segment whose header is durable, and the directory's entry with it. */
    static Segment create(SegmentDirectory directory, long firstBatch) throws IOException {
        SegmentFile file = directory.open(name(firstBatch));
        Segment segment = new Segment(name(firstBatch), file, firstBatch);
        try {
            file.truncate(0);
            file.write(Format.segmentHeader(firstBatch), 0);
            file.force();
            directory.force();
        } catch (IOException e) {
            closeAfter(file, e);
            throw e;
        }
        segment.length = SEGMENT_HEADER_BYTES;
        return segment;
    }

    /** Opens a segment that no longer takes appends, from its index if that is whole. */
    static Segment openSealed(SegmentDirectory directory, String name) throws IOException {
        Segment segment = new Segment(name, directory.open(name), firstBatch(name));
        try {
            segment.load(directory);
        } catch (IOException e) {
            closeAfter(segment.file, e);
            throw e;
        }
        return segment;
    }

    /**
     * Opens the last segment after a crash. A bad batch that no whole one follows is the torn tail of a write nobody was
     * told about: cut it. One that a later batch follows was acknowledged: refuse.
     */
    static Segment recover(SegmentDirectory directory, String name) throws IOException {
        Segment segment = new Segment(name, directory.open(name), firstBatch(name));
        try {
            if (!segment.scan()) {
                segment.file.close();
                return create(directory, segment.firstBatch);
            }
            segment.cutTornTail();
            // What survived the crash may be in the page cache only; readers will be told it is durable.
            segment.file.force();
            directory.force();
        } catch (IOException e) {
            closeAfter(segment.file, e);
            throw e;
        }
        return segment;
    }

    /** Writes a batch and forces it; on failure nothing of it is in this segment's runs. */
    List<Run> append(StagedBatch staged) throws IOException {
        ByteBuffer batch = staged.encode(nextBatch);
        file.write(batch.duplicate(), length);
        file.force();
        List<Run> appended = new ArrayList<>(staged.runs().size());
        long position = length + BATCH_HEADER_BYTES;
        for (RunReader.Header run : staged.runs()) {
            appended.add(new Run(run.shard(), run.span(), this, position, run.bytes()));
            position += run.bytes();
        }
        // Only now: after a failed write the next one overwrites the torn bytes.
        length += batch.limit();
        nextBatch++;
        runs.addAll(appended);
        return appended;
    }

    /** Cuts what a failed append may have left. */
    void cut() throws IOException {
        file.truncate(length);
        file.force();
    }

    /** The run's bytes, verified; any thread. */
    ByteBuffer read(Run run) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(run.bytes());
        if (file.read(bytes, run.position()) < run.bytes()) {
            throw new CorruptSegmentException(name, run.position(), "the file ends within a run");
        }
        if (RunReader.verify(bytes.flip(), 0, run.bytes())
                .filter(header -> header.shard() == run.shard())
                .isEmpty()) {
            throw new CorruptSegmentException(name, run.position(), "a run does not verify");
        }
        return bytes;
    }

    String name() {
        return name;
    }

    long length() {
        return length;
    }

    long nextBatch() {
        return nextBatch;
    }

    List<Run> runs() {
        return runs;
    }

    void close() throws IOException {
        file.close();
    }

    private void load(SegmentDirectory directory) throws IOException {
        SegmentIndex index = new SegmentIndex(directory, this);
        long fileLength = file.length();
        Optional<SegmentIndex.Content> content = index.read(fileLength);
        if (content.isPresent()) {
            length = fileLength;
            nextBatch = content.get().nextBatch();
            runs.addAll(content.get().runs());
            return;
        }
        if (!scan() || length < fileLength) {
            throw new CorruptSegmentException(name, length, "a batch of a sealed segment does not verify");
        }
        index.write();
    }

    /** Reads every whole batch from the start; returns false if not even the header is whole and no batch is there. */
    private boolean scan() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(SEGMENT_HEADER_BYTES);
        file.read(header, 0);
        if (!Format.isSegmentHeader(header.flip(), firstBatch)) {
            length = 0;
            // The header is durable before any batch is written: with a batch there, it was damaged later.
            refuseBatchFrom(firstBatch);
            return false;
        }
        length = SEGMENT_HEADER_BYTES;
        while (true) {
            Optional<ByteBuffer> batch = batchAt(length);
            if (batch.isEmpty()) {
                return true;
            }
            Optional<List<Run>> found = runsOf(batch.get(), 0, batch.get().limit(), length);
            if (found.isEmpty()) {
                return true;
            }
            length += batch.get().limit();
            nextBatch++;
            runs.addAll(found.get());
        }
    }

    private Optional<ByteBuffer> batchAt(long position) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(BATCH_HEADER_BYTES);
        if (file.read(start, position) < BATCH_HEADER_BYTES) {
            return Optional.empty();
        }
        BatchHeader header = Format.batchHeader(start.flip(), 0);
        if (!header.isWhole()
                || header.number() != nextBatch
                || header.bytes() > file.length() - position - BATCH_HEADER_BYTES) {
            return Optional.empty();
        }
        ByteBuffer batch = ByteBuffer.allocate(BATCH_HEADER_BYTES + header.bytes());
        return file.read(batch, position) < batch.capacity() ? Optional.empty() : Optional.of(batch.flip());
    }

    private void cutTornTail() throws IOException {
        if (length < file.length()) {
            // A whole batch after the bad one means that the bad one was acknowledged.
            refuseBatchFrom(nextBatch + 1);
            file.truncate(length);
        }
    }

    /** Refuses if a whole batch of at least this number stands anywhere in the rest of the file. */
    private void refuseBatchFrom(long number) throws IOException {
        ByteBuffer rest = ByteBuffer.allocate(Math.toIntExact(file.length() - length));
        file.read(rest, length);
        rest.flip();
        for (int at = 0; at <= rest.limit() - BATCH_HEADER_BYTES; at++) {
            if (rest.getInt(at) != Format.BATCH_MAGIC) {
                continue;
            }
            BatchHeader header = Format.batchHeader(rest, at);
            if (header.isWhole()
                    && header.number() >= number
                    && header.bytes() <= rest.limit() - at - BATCH_HEADER_BYTES
                    && runsOf(rest, at, at + BATCH_HEADER_BYTES + header.bytes(), 0)
                            .isPresent()) {
                throw new CorruptSegmentException(name, length, "a whole batch follows at " + (length + at));
            }
        }
    }

    /** The runs of the batch that stands at {@code from} of the buffer and at {@code position} of the file. */
    private Optional<List<Run>> runsOf(ByteBuffer source, int from, int to, long position) {
        BatchHeader header = Format.batchHeader(source, from);
        List<Run> found = new ArrayList<>(header.runs());
        int at = from + BATCH_HEADER_BYTES;
        for (int run = 0; run < header.runs(); run++) {
            Optional<RunReader.Header> verified = RunReader.verify(source, at, to);
            if (verified.isEmpty()) {
                return Optional.empty();
            }
            RunReader.Header next = verified.get();
            found.add(new Run(next.shard(), next.span(), this, position + at - from, next.bytes()));
            at += next.bytes();
        }
        return at == to ? Optional.of(found) : Optional.empty();
    }

    private static void closeAfter(SegmentFile file, IOException failure) {
        try {
            file.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
