package io.millrace.storage;

import static io.millrace.storage.Format.CHECKSUM_BYTES;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a sealed segment holds, in a file beside it, so that a start need not read the segment and memory need not know
 * its runs. Derived and never trusted: what does not verify is made again from the segment. Version 1, big-endian.
 *
 * <pre>
 *  0         4               12           20       24     28
 *  +---------+---------------+------------+--------+------+-----------+--------+-----------
 *  | version | segment bytes | next batch | shards | rows | shards... | crc32c | blocks...    crc32c: of what stands before
 *  +---------+---------------+------------+--------+------+-----------+--------+-----------
 *
 *  shard   number, first sequence, last sequence, first arrival, last arrival (8 each), rows (4); by number
 *  block   64 rows, the last block fewer, and their crc32c
 *  row     first sequence, last sequence, first arrival, last arrival (8 each), position (4), bytes (4); by shard
 * </pre>
 */
final class SegmentIndex implements Closeable {
    static final String SUFFIX = ".index";

    private static final Logger log = LoggerFactory.getLogger(SegmentIndex.class);
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 28;
    /** Of an index of nothing. */
    static final int FIXED_BYTES = HEADER_BYTES + CHECKSUM_BYTES;

    private static final int SHARD_BYTES = 44;
    private static final int ROW_BYTES = 40;
    private static final int BLOCK_ROWS = 64;
    private static final int BLOCK_BYTES = BLOCK_ROWS * ROW_BYTES + CHECKSUM_BYTES;
    /** At a time: a write that ends within a page costs the rest of the page. */
    private static final int BLOCKS_WRITTEN = 64;

    private final Segment segment;
    private final SegmentFile file;
    private final List<Runs> shards = new ArrayList<>();
    private int rows;
    private long nextBatch;

    private SegmentIndex(Segment segment, SegmentFile file) {
        this.segment = segment;
        this.file = file;
    }

    static String name(String segment) {
        return segment.substring(0, segment.length() - Segment.SUFFIX.length()) + SUFFIX;
    }

    /** The segment whose index has the name. */
    static String segment(String name) {
        return name.substring(0, name.length() - SUFFIX.length()) + Segment.SUFFIX;
    }

    /** Writes the index of a segment that takes no more; unforced, for a torn one is made again. */
    static SegmentIndex write(SegmentDirectory directory, Segment segment, Collection<RecentRuns> runs)
            throws IOException {
        SegmentFile file = directory.open(name(segment.name()));
        SegmentIndex index = new SegmentIndex(segment, file);
        try {
            file.truncate(0);
            index.write(runs);
            index.load();
        } catch (IOException e) {
            Segment.closeAfter(file, e);
            throw e;
        }
        return index;
    }

    /** Empty if there is no index of a segment of this length whose shards verify. */
    static Optional<SegmentIndex> open(SegmentDirectory directory, Segment segment, long segmentBytes) {
        try {
            SegmentFile file = directory.open(name(segment.name()));
            SegmentIndex index = new SegmentIndex(segment, file);
            if (index.isOf(segmentBytes)) {
                return Optional.of(index);
            }
            file.close();
        } catch (IOException e) {
            log.warn("the index of {} cannot be read and is made again", segment.name(), e);
        }
        return Optional.empty();
    }

    private boolean isOf(long segmentBytes) throws IOException {
        try {
            return load() == segmentBytes;
        } catch (IOException e) {
            Segment.closeAfter(file, e);
            throw e;
        }
    }

    Segment segment() {
        return segment;
    }

    long bytes() {
        return bytes(shards.size(), rows);
    }

    long nextBatch() {
        return nextBatch;
    }

    /** What the segment holds of each shard, by shard number. */
    List<Runs> shards() {
        return shards;
    }

    /** The runs from the given one of a shard to the last of it in the same block. */
    List<Run> page(IndexedRuns runs, int run) throws IOException {
        int row = runs.start() + run;
        ByteBuffer block = block(row / BLOCK_ROWS);
        int end = Math.min(runs.start() + runs.count(), (row / BLOCK_ROWS + 1) * BLOCK_ROWS);
        List<Run> page = new ArrayList<>(end - row);
        for (; row < end; row++) {
            int at = row % BLOCK_ROWS * ROW_BYTES;
            page.add(new Run(runs.shard(), span(block, at), segment, block.getInt(at + 32), block.getInt(at + 36)));
        }
        return page;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private ByteBuffer block(int number) throws IOException {
        Optional<ByteBuffer> block = wholeBlock(number);
        if (block.isEmpty()) {
            repair();
            block = wholeBlock(number);
        }
        return block.orElseThrow(() -> new CorruptSegmentException(name(segment.name()), 0, "it cannot be made again"));
    }

    /** Writes the same bytes in the same places, so that whoever reads meanwhile sees nothing else. */
    private synchronized void repair() throws IOException {
        log.warn("the index of {} does not verify and is made again", segment.name());
        write(segment.scanned());
    }

    private Optional<ByteBuffer> wholeBlock(int number) throws IOException {
        int body = Math.min(BLOCK_ROWS, rows - number * BLOCK_ROWS) * ROW_BYTES;
        ByteBuffer block = Format.readFully(
                file, ByteBuffer.allocate(body + CHECKSUM_BYTES), blocksPosition() + (long) number * BLOCK_BYTES);
        return block.remaining() == body + CHECKSUM_BYTES && block.getInt(body) == Format.checksum(block, 0, body)
                ? Optional.of(block)
                : Optional.empty();
    }

    private long blocksPosition() {
        return HEADER_BYTES + (long) shards.size() * SHARD_BYTES + CHECKSUM_BYTES;
    }

    private void write(Collection<RecentRuns> unsorted) throws IOException {
        List<RecentRuns> runs = unsorted.stream()
                .sorted(Comparator.comparingLong(RecentRuns::shard))
                .toList();
        int count = runs.stream().mapToInt(RecentRuns::count).sum();
        ByteBuffer head = ByteBuffer.allocate(HEADER_BYTES + runs.size() * SHARD_BYTES + CHECKSUM_BYTES);
        head.putInt(VERSION)
                .putLong(segment.length())
                .putLong(segment.nextBatch())
                .putInt(runs.size())
                .putInt(count);
        for (RecentRuns shard : runs) {
            put(head.putLong(shard.shard()), shard.span()).putInt(shard.count());
        }
        head.putInt(Format.checksum(head, 0, head.position())).flip();
        long position = head.limit();
        file.write(head, 0);
        ByteBuffer blocks = ByteBuffer.allocate(BLOCKS_WRITTEN * BLOCK_BYTES);
        int begun = 0;
        for (RecentRuns shard : runs) {
            for (int index = 0; index < shard.count(); ) {
                for (Run run : shard.from(index)) {
                    put(blocks, run.span()).putInt((int) run.position()).putInt(run.bytes());
                    index++;
                    if (blocks.position() - begun == BLOCK_BYTES - CHECKSUM_BYTES) {
                        begun = endBlock(blocks, begun);
                    }
                    if (!blocks.hasRemaining()) {
                        position += flush(blocks, position);
                        begun = 0;
                    }
                }
            }
        }
        if (blocks.position() > begun) {
            endBlock(blocks, begun);
        }
        if (blocks.position() > 0) {
            flush(blocks, position);
        }
    }

    /** Returns where the next block begins. */
    private static int endBlock(ByteBuffer blocks, int begun) {
        blocks.putInt(Format.checksum(blocks, begun, blocks.position() - begun));
        return blocks.position();
    }

    private int flush(ByteBuffer blocks, long position) throws IOException {
        int bytes = blocks.flip().remaining();
        file.write(blocks, position);
        blocks.clear();
        return bytes;
    }

    /** Reads header and shards; returns the length of the segment they are of, or -1 if they do not verify. */
    private long load() throws IOException {
        ByteBuffer header = Format.readFully(file, ByteBuffer.allocate(HEADER_BYTES), 0);
        long fileBytes = file.length();
        if (header.remaining() < HEADER_BYTES
                || header.getInt(0) != VERSION
                || header.getInt(20) < 0
                || header.getInt(24) < 0
                || bytes(header.getInt(20), header.getInt(24)) != fileBytes) {
            return -1;
        }
        int body = HEADER_BYTES + header.getInt(20) * SHARD_BYTES;
        ByteBuffer head = Format.readFully(file, ByteBuffer.allocate(body + CHECKSUM_BYTES), 0);
        if (head.remaining() < body + CHECKSUM_BYTES || head.getInt(body) != Format.checksum(head, 0, body)) {
            return -1;
        }
        int start = 0;
        for (int at = HEADER_BYTES; at < body; at += SHARD_BYTES) {
            int count = head.getInt(at + 40);
            shards.add(new IndexedRuns(this, head.getLong(at), span(head, at + 8), start, count));
            start += count;
        }
        rows = start;
        nextBatch = head.getLong(12);
        return head.getLong(4);
    }

    /** What an index of so many runs of so many shards takes. */
    static long bytes(int shards, int rows) {
        long blocks = (rows + BLOCK_ROWS - 1L) / BLOCK_ROWS;
        return HEADER_BYTES
                + (long) shards * SHARD_BYTES
                + CHECKSUM_BYTES
                + (long) rows * ROW_BYTES
                + blocks * CHECKSUM_BYTES;
    }

    private static Run.Span span(ByteBuffer source, int at) {
        return new Run.Span(
                source.getLong(at), source.getLong(at + 8), source.getLong(at + 16), source.getLong(at + 24));
    }

    private static ByteBuffer put(ByteBuffer target, Run.Span span) {
        return target.putLong(span.firstSequence())
                .putLong(span.lastSequence())
                .putLong(span.firstArrivalMillis())
                .putLong(span.lastArrivalMillis());
    }
}
