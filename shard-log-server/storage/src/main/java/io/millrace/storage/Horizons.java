package io.millrace.storage;

import static io.millrace.storage.Format.CHECKSUM_BYTES;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far every shard had gone when segments were last deleted, so that no sequence is ever given twice though all of a
 * shard's records are gone, and which segments are missing on purpose. Replaced as a whole before a deletion. Version 1,
 * big-endian.
 *
 * <pre>
 *  0         4        8      12
 *  +---------+--------+------+-----------+---------+--------+
 *  | version | shards | gone | shards... | gone... | crc32c |
 *  +---------+--------+------+-----------+---------+--------+
 *
 *  shard   number, first, next, last arrival (8 each)
 *  gone    number of a deleted segment's first batch (8), if the segment after it may still be there
 * </pre>
 */
record Horizons(Map<Long, Extent> extents, Set<Long> gone) {
    static final String NAME = "horizons";

    private static final Logger log = LoggerFactory.getLogger(Horizons.class);

    /** For five hundred shards more than there are now, or two thousand deleted segments. */
    private static final int RESERVE_BYTES = 16 << 10;

    private static final String DRAFT = "horizons.draft";
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 12;
    private static final int SHARD_BYTES = 32;
    private static final int GONE_BYTES = 8;

    Horizons {
        extents = Map.copyOf(extents);
        gone = Set.copyOf(gone);
    }

    void write(SegmentDirectory directory) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(bytes(extents.size(), gone.size())));
        bytes.putInt(VERSION).putInt(extents.size()).putInt(gone.size());
        // In order, so that the same horizons are the same bytes.
        new TreeMap<>(extents)
                .forEach((shard, extent) -> bytes.putLong(shard)
                        .putLong(extent.first())
                        .putLong(extent.next())
                        .putLong(extent.lastArrivalMillis()));
        gone.stream().sorted().forEach(bytes::putLong);
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
            long left = bytes(shards, 0) + RESERVE_BYTES - file.length();
            if (left > 0) {
                file.write(ByteBuffer.allocate(Math.toIntExact(left)), file.length());
            }
        } catch (IOException e) {
            log.warn("no space is reserved for the next horizons", e);
        }
    }

    static Horizons read(SegmentDirectory directory) throws IOException {
        if (!directory.list().contains(NAME)) {
            return new Horizons(Map.of(), Set.of());
        }
        try (SegmentFile file = directory.open(NAME)) {
            return parse(Format.readFully(file, ByteBuffer.allocate(Math.toIntExact(file.length())), 0));
        }
    }

    private static Horizons parse(ByteBuffer bytes) throws CorruptSegmentException {
        int body = bytes.limit() - CHECKSUM_BYTES;
        boolean whole = body >= HEADER_BYTES
                && bytes.getInt(body) == Format.checksum(bytes, 0, body)
                && bytes.getInt(0) == VERSION
                && bytes(bytes.getInt(4), bytes.getInt(8)) == bytes.limit();
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
        Set<Long> gone = new HashSet<>();
        for (; at < body; at += GONE_BYTES) {
            gone.add(bytes.getLong(at));
        }
        return new Horizons(extents, gone);
    }

    private static long bytes(int shards, int gone) {
        return HEADER_BYTES + (long) shards * SHARD_BYTES + (long) gone * GONE_BYTES + CHECKSUM_BYTES;
    }
}
