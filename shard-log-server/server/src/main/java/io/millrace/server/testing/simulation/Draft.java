package io.millrace.server.testing.simulation;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A record that a caller wants appended. Its payload begins with an id that no other has; equality is identity. */
final class Draft {
    private static final int ID_BYTES = Long.BYTES;

    private final long shard;
    private final byte[] payload;

    /** A record of any bytes that begins with the id. */
    Draft(long shard, long id, byte[] rest) {
        this.shard = shard;
        this.payload = ByteBuffer.allocate(ID_BYTES + rest.length)
                .putLong(id)
                .put(rest)
                .array();
    }

    long shard() {
        return shard;
    }

    byte[] payload() {
        return payload;
    }

    /** Whether the bytes are this record's, all of them. */
    boolean isIn(byte[] bytes) {
        return Arrays.equals(payload, bytes);
    }

    /** Whether the bytes begin as this record does. */
    boolean isNamedBy(byte[] bytes) {
        return sameId(payload, bytes);
    }

    static boolean sameId(byte[] one, byte[] other) {
        return one.length >= ID_BYTES
                && other.length >= ID_BYTES
                && Arrays.equals(one, 0, ID_BYTES, other, 0, ID_BYTES);
    }
}
