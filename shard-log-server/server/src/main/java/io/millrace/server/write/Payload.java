package io.millrace.server.write;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A record's bytes in the log:
 *
 * <pre>
 *  | version 1 (1) | key length (2) | partition key, UTF-8 | data |
 * </pre>
 *
 * The log itself knows where the record ends, and checks its bytes.
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Payload(String partitionKey, byte[] data) {
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 3;

    /** Puts a record into one array; copies the data. */
    public static byte[] encode(String partitionKey, ByteBuffer data) {
        byte[] key = partitionKey.getBytes(UTF_8);
        ByteBuffer source = data.duplicate();
        ByteBuffer payload = ByteBuffer.allocate(HEADER_BYTES + key.length + source.remaining());
        return payload.put((byte) VERSION)
                .putShort((short) key.length)
                .put(key)
                .put(source)
                .array();
    }

    /** Throws {@link IOException} if the version is not known here. */
    public static Payload decode(byte[] payload) throws IOException {
        ByteBuffer source = ByteBuffer.wrap(payload);
        int version = source.get();
        if (version != VERSION) {
            throw new IOException("a record of version %d, this server reads %d".formatted(version, VERSION));
        }
        int keyBytes = source.getShort() & 0xFFFF;
        return new Payload(
                new String(payload, HEADER_BYTES, keyBytes, UTF_8),
                Arrays.copyOfRange(payload, HEADER_BYTES + keyBytes, payload.length));
    }
}
