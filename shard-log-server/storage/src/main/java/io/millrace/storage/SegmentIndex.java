package io.millrace.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a sealed segment holds, beside it, so that a start need not read it. Derived: never trusted without its checksum,
 * made again if missing. Version 1, big-endian.
 *
 * <pre>
 *  0         4               12          20      24
 *  +---------+---------------+-----------+-------+---------+--------+
 *  | version | segment bytes | nextBatch | count | runs... | crc32c |
 *  +---------+---------------+-----------+-------+---------+--------+
 *  run: shard, first sequence, last sequence, first arrival, last arrival, position (8 each), bytes (4)
 * </pre>
 */
final class SegmentIndex {
    static final String SUFFIX = ".index";

    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 24;
    private static final int RUN_BYTES = 52;
    private static final int CHECKSUM_BYTES = 4;

    private final SegmentDirectory directory;
    private final Segment segment;
    private final String name;

    SegmentIndex(SegmentDirectory directory, Segment segment) {
        this.directory = directory;
        this.segment = segment;
        this.name = name(segment.name());
    }

    static String name(String segment) {
        return segment.substring(0, segment.length() - Segment.SUFFIX.length()) + SUFFIX;
    }

    /** Writes the index; unforced, for a torn one is made again. */
    void write() throws IOException {
        List<Run> runs = segment.runs();
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + runs.size() * RUN_BYTES + CHECKSUM_BYTES);
        bytes.putInt(VERSION)
                .putLong(segment.length())
                .putLong(segment.nextBatch())
                .putInt(runs.size());
        for (Run run : runs) {
            bytes.putLong(run.shard())
                    .putLong(run.span().firstSequence())
                    .putLong(run.span().lastSequence())
                    .putLong(run.span().firstArrivalMillis())
                    .putLong(run.span().lastArrivalMillis())
                    .putLong(run.position())
                    .putInt(run.bytes());
        }
        bytes.putInt(Format.checksum(bytes, 0, bytes.position())).flip();
        try (SegmentFile file = directory.open(name)) {
            file.truncate(0);
            file.write(bytes, 0);
        }
    }

    /** Empty if there is no whole index of a segment of this length. */
    Optional<Content> read(long segmentBytes) throws IOException {
        if (!directory.list().contains(name)) {
            return Optional.empty();
        }
        try (SegmentFile file = directory.open(name)) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.length()));
            file.read(bytes, 0);
            return parse(bytes.flip(), segmentBytes);
        }
    }

    private Optional<Content> parse(ByteBuffer bytes, long segmentBytes) {
        int body = bytes.limit() - CHECKSUM_BYTES;
        boolean whole = body >= HEADER_BYTES
                && bytes.getInt(body) == Format.checksum(bytes, 0, body)
                && bytes.getInt(0) == VERSION
                && bytes.getLong(4) == segmentBytes
                && bytes.getInt(20) == (body - HEADER_BYTES) / RUN_BYTES;
        if (!whole) {
            return Optional.empty();
        }
        List<Run> runs = new ArrayList<>(bytes.getInt(20));
        for (int at = HEADER_BYTES; at < body; at += RUN_BYTES) {
            Run.Span span = new Run.Span(
                    bytes.getLong(at + 8), bytes.getLong(at + 16), bytes.getLong(at + 24), bytes.getLong(at + 32));
            runs.add(new Run(bytes.getLong(at), span, segment, bytes.getLong(at + 40), bytes.getInt(at + 48)));
        }
        return Optional.of(new Content(bytes.getLong(12), runs));
    }

    record Content(long nextBatch, List<Run> runs) {}
}
