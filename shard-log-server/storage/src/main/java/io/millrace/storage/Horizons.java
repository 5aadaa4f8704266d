package io.millrace.storage;

import static io.millrace.storage.Format.CHECKSUM_BYTES;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far every shard had gone when segments were last deleted, so that no sequence is ever given twice though all of a
 * shard's records are gone, which segments are missing on purpose, and which must stand before those. Replaced as a whole
 * before a deletion. Version 2, big-endian.
 *
 * <pre>
 *  0         4        8      12
 *  +---------+--------+------+-----------+---------+--------+
 *  | version | shards | gone | shards... | gone... | crc32c |
 *  +---------+--------+------+-----------+---------+--------+
 *
 *  shard   number, first, next, last arrival (8 each)
 *  gone    number of a deleted segment's first batch (8), if the segment after it may still be there;
 *          that of the segment kept before it (8), or -1; that one's bytes (8)
 *
 *  version 1, still read: without the segments kept before
 * </pre>
 */
record Horizons(Map<Long, Extent> extents, Map<Long, Kept> gone) {
    static final String NAME = "horizons";

    private static final Logger log = LoggerFactory.getLogger(Horizons.class);

    /** For fifteen hundred shards more than there are now, or two thousand deleted segments. */
    private static final int RESERVE_BYTES = 48 << 10;

    private static final String DRAFT = "horizons.draft";
    private static final int VERSION = 2;
    private static final int VERSION_WITHOUT_KEPT = 1;
    private static final int HEADER_BYTES = 12;
    private static final int SHARD_BYTES = 32;
    private static final int GONE_BYTES = 24;
    private static final int GONE_BYTES_WITHOUT_KEPT = 8;

    /**
     * The nearest segment before a deleted one that was kept.
     *
     * @param number of its first batch, -1 if there is none
     * @param bytes all of them durable
     */
    record Kept(long number, long bytes) {
        static final Kept NONE = new Kept(-1, 0);
        /** Whoever deleted the segment did not write it down. */
        static final Kept UNKNOWN = new Kept(-2, 0);
    }

    Horizons {
        extents = Map.copyOf(extents);
        gone = Map.copyOf(gone);
    }

    void write(SegmentDirectory directory) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(bytes(extents.size(), gone.size(), GONE_BYTES)));
        bytes.putInt(VERSION).putInt(extents.size()).putInt(gone.size());
        // In order, so that the same horizons are the same bytes.
        new TreeMap<>(extents)
                .forEach((shard, extent) -> bytes.putLong(shard)
                        .putLong(extent.first())
                        .putLong(extent.next())
                        .putLong(extent.lastArrivalMillis()));
        new TreeMap<>(gone)
                .forEach((number, kept) ->
                        bytes.putLong(number).putLong(kept.number()).putLong(kept.bytes()));
        bytes.putInt(Format.checksum(bytes, 0, bytes.position())).flip();
        long length = bytes.limit();
        try (SegmentFile file = directory.open(DRAFT)) {
            // Over what is reserved: cut before it is written, the file might get no space again.
            file.write(bytes, 0);
            file.truncate(length);
            file.force();
        }
        directory.rename(DRAFT, NAME);
        directory.force();
        reserve(directory, extents.size());
    }

    /** Takes the space that the next {@link #write} needs, so that a full disk does not keep segments from deletion. */
    static void reserve(SegmentDirectory directory, int shards) {
        try (SegmentFile file = directory.open(DRAFT)) {
            long left = bytes(shards, 0, GONE_BYTES) + RESERVE_BYTES - file.length();
            if (left > 0) {
                file.write(ByteBuffer.allocate(Math.toIntExact(left)), file.length());
            }
        } catch (IOException e) {
            log.warn("no space is reserved for the next horizons", e);
        }
    }

    static Horizons read(SegmentDirectory directory) throws IOException {
        if (!directory.list().contains(NAME)) {
            return new Horizons(Map.of(), Map.of());
        }
        try (SegmentFile file = directory.open(NAME)) {
            return parse(Format.readFully(file, ByteBuffer.allocate(Math.toIntExact(file.length())), 0));
        }
    }

    private static Horizons parse(ByteBuffer bytes) throws CorruptSegmentException {
        int body = bytes.limit() - CHECKSUM_BYTES;
        boolean whole = body >= HEADER_BYTES
                && bytes.getInt(body) == Format.checksum(bytes, 0, body)
                && (bytes.getInt(0) == VERSION || bytes.getInt(0) == VERSION_WITHOUT_KEPT)
                && bytes(bytes.getInt(4), bytes.getInt(8), goneBytes(bytes)) == bytes.limit();
        if (!whole) {
            throw new CorruptSegmentException(NAME, 0, "it does not verify");
        }
        Map<Long, Extent> extents = new HashMap<>();
        int at = HEADER_BYTES;
        for (int shard = 0; shard < bytes.getInt(4); shard++, at += SHARD_BYTES) {
            extents.put(
                    bytes.getLong(at),
                    new Extent(bytes.getLong(at + 8), bytes.getLong(at + 16), bytes.getLong(at + 24)));
        }
        int goneBytes = goneBytes(bytes);
        Map<Long, Kept> gone = new HashMap<>();
        for (; at < body; at += goneBytes) {
            Kept kept =
                    goneBytes == GONE_BYTES ? new Kept(bytes.getLong(at + 8), bytes.getLong(at + 16)) : Kept.UNKNOWN;
            gone.put(bytes.getLong(at), kept);
        }
        return new Horizons(extents, gone);
    }

    private static int goneBytes(ByteBuffer bytes) {
        return bytes.getInt(0) == VERSION_WITHOUT_KEPT ? GONE_BYTES_WITHOUT_KEPT : GONE_BYTES;
    }

    private static long bytes(int shards, int gone, int goneBytes) {
        return HEADER_BYTES + (long) shards * SHARD_BYTES + (long) gone * goneBytes + CHECKSUM_BYTES;
    }
}
