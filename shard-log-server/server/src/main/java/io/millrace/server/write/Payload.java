package io.millrace.server.write;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.storage.RecordContent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * A record's bytes in the log:
 *
 * <pre>
 *  | version 1 (1) | key length (2) | partition key, UTF-8 | data |
 * </pre>
 *
 * The log itself knows where the record ends, and checks its bytes. A record that is sealed at rest holds all of this in
 * another form, and is opened before it is a payload.
 *
 * @param source where they stand; nobody writes to it, its position and limit mean nothing
 * @param position of the version
 * @param length of all of it
 * @param sealed whether it was sealed where it came from
 */
public record Payload(ByteBuffer source, int position, int length, boolean sealed) {
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 3;

    /** Throws {@link UncheckedIOException} if the version is not known here. */
    public Payload {
        int version = source.get(position);
        if (version != VERSION) {
            throw new UncheckedIOException(
                    new IOException("a record of version %d, this server reads %d".formatted(version, VERSION)));
        }
    }

    /** One that stands in the log as it is. */
    public Payload(ByteBuffer source, int position, int length) {
        this(source, position, length, false);
    }

    /** One that was sealed; the array is kept. */
    public static Payload unsealed(byte[] payload) {
        return new Payload(ByteBuffer.wrap(payload), 0, payload.length, true);
    }

    /** What the log is to hold of a record; the pieces are kept, not copied, until it is written. */
    public static RecordContent content(Slice partitionKey, Slice data) {
        return new Content(partitionKey, data);
    }

    private record Content(Slice key, Slice data) implements RecordContent {
        @Override
        public int length() {
            return HEADER_BYTES + key.length() + data.length();
        }

        @Override
        public void writeTo(ByteBuffer target) {
            target.put((byte) VERSION)
                    .putShort((short) key.length())
                    .put(key.array(), key.offset(), key.length())
                    .put(data.array(), data.offset(), data.length());
        }
    }

    public int keyPosition() {
        return position + HEADER_BYTES;
    }

    public int keyBytes() {
        return source.getShort(position + 1) & 0xFFFF;
    }

    public int dataPosition() {
        return keyPosition() + keyBytes();
    }

    public int dataBytes() {
        return length - HEADER_BYTES - keyBytes();
    }

    public String partitionKey() {
        return new String(copy(keyPosition(), keyBytes()), UTF_8);
    }

    /** A copy that is the caller's. */
    public byte[] data() {
        return copy(dataPosition(), dataBytes());
    }

    private byte[] copy(int from, int bytes) {
        byte[] copy = new byte[bytes];
        source.get(from, copy);
        return copy;
    }
}
