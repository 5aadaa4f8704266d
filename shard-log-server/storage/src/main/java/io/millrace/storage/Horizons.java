package io.millrace.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * How far every shard had gone when segments were last deleted, so that no sequence is ever given twice though all of a
 * shard's records are gone. Replaced as a whole before a deletion. Version 1, big-endian.
 *
 * <pre>
 *  0         4       8
 *  +---------+-------+-----------+--------+
 *  | version | count | shards... | crc32c |     shard: number, first, next, last arrival (8 each)
 *  +---------+-------+-----------+--------+
 * </pre>
 */
final class Horizons {
    static final String NAME = "horizons";

    private static final String DRAFT = "horizons.draft";
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 8;
    private static final int SHARD_BYTES = 32;
    private static final int CHECKSUM_BYTES = 4;

    private Horizons() {}

    static void write(SegmentDirectory directory, Map<Long, Extent> extents) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + extents.size() * SHARD_BYTES + CHECKSUM_BYTES);
        bytes.putInt(VERSION).putInt(extents.size());
        extents.forEach((shard, extent) -> bytes.putLong(shard)
                .putLong(extent.first())
                .putLong(extent.next())
                .putLong(extent.lastArrivalMillis()));
        bytes.putInt(Format.checksum(bytes, 0, bytes.position())).flip();
        try (SegmentFile file = directory.open(DRAFT)) {
            file.truncate(0);
            file.write(bytes, 0);
            file.force();
        }
        directory.rename(DRAFT, NAME);
        directory.force();
    }

    static Map<Long, Extent> read(SegmentDirectory directory) throws IOException {
        if (!directory.list().contains(NAME)) {
            return Map.of();
        }
        try (SegmentFile file = directory.open(NAME)) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.length()));
            file.read(bytes, 0);
            return parse(bytes.flip());
        }
    }

    private static Map<Long, Extent> parse(ByteBuffer bytes) throws CorruptSegmentException {
        int body = bytes.limit() - CHECKSUM_BYTES;
        boolean whole = body >= HEADER_BYTES
                && bytes.getInt(body) == Format.checksum(bytes, 0, body)
                && bytes.getInt(0) == VERSION
                && bytes.getInt(4) == (body - HEADER_BYTES) / SHARD_BYTES;
        if (!whole) {
            throw new CorruptSegmentException(NAME, 0, "it does not verify");
        }
        Map<Long, Extent> extents = new HashMap<>();
        for (int at = HEADER_BYTES; at < body; at += SHARD_BYTES) {
            extents.put(
                    bytes.getLong(at),
                    new Extent(bytes.getLong(at + 8), bytes.getLong(at + 16), bytes.getLong(at + 24)));
        }
        return extents;
    }
}
