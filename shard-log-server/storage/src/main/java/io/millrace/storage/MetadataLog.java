package io.millrace.storage;

import io.millrace.storage.Format.SegmentHeader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A small log of what its owner must remember, each entry durable when {@link #append} returns. Kept in the segment
 * format, one file a generation; a snapshot starts the next generation. One thread.
 */
public final class MetadataLog implements Closeable {
    private static final String DRAFT = "draft";

    /** Far apart, so that a generation's number tells it from every batch of the one before. */
    private static final long GENERATION = 1L << 40;

    private final SegmentDirectory directory;
    private Segment segment;
    private final List<byte[]> replay;
    private long sequence;
    private final StagedBatch staged = new StagedBatch();
    private final Counters counters = new Counters();
    private boolean failed;

    private MetadataLog(SegmentDirectory directory, Segment segment, List<byte[]> replay) {
        this.directory = directory;
        this.segment = segment;
        this.replay = replay;
        this.sequence = replay.size();
    }

    /**
     * Opens a directory, recovering what a crash left.
     *
     * @throws CorruptSegmentException if an acknowledged entry is damaged
     * @throws IOException if the directory cannot be used or another process holds it
     */
    public static MetadataLog open(Path directory) throws IOException {
        return open(DiskDirectory.open(directory));
    }

    /** As {@link #open(Path)}; the directory is the log's to close. */
    public static MetadataLog open(SegmentDirectory directory) throws IOException {
        try {
            List<String> generations = directory.list().stream()
                    .filter(name -> name.endsWith(Segment.SUFFIX))
                    .toList();
            Segment segment = generations.isEmpty()
                    ? Segment.create(directory, SegmentHeader.first(0))
                    : recover(directory, Segment.firstBatch(generations.getLast()));
            return open(directory, segment, generations.subList(0, Math.max(0, generations.size() - 1)));
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    private static MetadataLog open(SegmentDirectory directory, Segment segment, List<String> older)
            throws IOException {
        try {
            for (String old : older) {
                directory.delete(old);
            }
            directory.force();
            return new MetadataLog(directory, segment, payloads(segment));
        } catch (IOException | RuntimeException e) {
            segment.close();
            throw e;
        }
    }

    /** Every entry that was there when the log was opened: the newest snapshot, then what was appended after it. */
    public List<byte[]> replay() {
        return replay;
    }

    /** Remembers an entry. After any failure the log is dead and must be opened again. */
    public void append(byte[] entry) throws IOException {
        StagedBatch batch = batch(entry);
        try {
            segment.append(batch, counters);
        } catch (IOException e) {
            failed = true;
            throw e;
        }
    }

    /** Forgets everything before in favour of one entry that stands for all of it. A crash leaves the one or the other. */
    public void snapshot(byte[] state) throws IOException {
        StagedBatch batch = batch(state);
        long first = (segment.nextBatch() / GENERATION + 1) * GENERATION;
        // Until the last line it is unknown which generation a crash would leave: the old one may take no more entries.
        failed = true;
        Segment next = writeGeneration(first, batch);
        String old = segment.name();
        segment.close();
        segment = next;
        directory.delete(old);
        directory.force();
        failed = false;
    }

    @Override
    public void close() throws IOException {
        segment.close();
        directory.close();
    }

    private Segment writeGeneration(long first, StagedBatch batch) throws IOException {
        try (SegmentFile draft = directory.open(DRAFT)) {
            draft.truncate(0);
            SegmentHeader header = SegmentHeader.first(first).salted(directory.secret());
            draft.write(Format.encode(header), 0);
            draft.write(batch.encode(first, Format.SEGMENT_HEADER_BYTES, header.salt()), Format.SEGMENT_HEADER_BYTES);
            draft.force();
        }
        directory.rename(DRAFT, Segment.name(first));
        directory.force();
        return recover(directory, first);
    }

    /** A generation that follows another was given its name only once its snapshot was durable. */
    private static Segment recover(SegmentDirectory directory, long first) throws IOException {
        return Segment.recover(directory, SegmentHeader.first(first), first == 0 ? 0 : first + 1);
    }

    private StagedBatch batch(byte[] entry) throws FencedException {
        if (failed) {
            throw new FencedException("the metadata log has failed");
        }
        staged.clear();
        staged.add(0, sequence++, 0, RecordContent.of(entry));
        return staged;
    }

    private static List<byte[]> payloads(Segment segment) throws IOException {
        List<byte[]> payloads = new ArrayList<>();
        for (Run run : segment.allRuns()) {
            RunReader.visit(segment.read(run), 0, (sequence, arrival, source, position, length) -> {
                byte[] payload = new byte[length];
                source.get(position, payload);
                return payloads.add(payload);
            });
        }
        return List.copyOf(payloads);
    }
}
