package io.millrace.server.direct;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Pieces of CBOR (RFC 8949) as the general codec writes them. */
final class CborText {
    static final byte[] MAP = {(byte) 0xBF};
    static final byte[] LIST = {(byte) 0x9F};
    static final byte[] BREAK = {(byte) 0xFF};
    /** What stands before a number of milliseconds since 1970. */
    static final byte EPOCH_TAG = (byte) 0xC1;
    /** What stands before an unsigned number of eight bytes. */
    static final byte LONG = 0x1B;

    private static final int UNSIGNED = 0;
    private static final int BYTES = 2;
    private static final int TEXT = 3;

    /** Of a head, at most. */
    static final int HEAD_BYTES_MAX = 9;

    private CborText() {}

    /** A text with its head. */
    static byte[] text(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        byte[] head = textHead(bytes.length);
        byte[] piece = Arrays.copyOf(head, head.length + bytes.length);
        System.arraycopy(bytes, 0, piece, head.length, bytes.length);
        return piece;
    }

    /** What stands before a text of so many bytes. */
    static byte[] textHead(int bytes) {
        ByteBuffer target = ByteBuffer.allocate(HEAD_BYTES_MAX);
        putTextHead(target, bytes);
        return Arrays.copyOf(target.array(), target.position());
    }

    static void putTextHead(ByteBuffer target, int bytes) {
        putHead(target, TEXT, bytes);
    }

    static void putBytesHead(ByteBuffer target, int bytes) {
        putHead(target, BYTES, bytes);
    }

    static void putUnsigned(ByteBuffer target, long value) {
        putHead(target, UNSIGNED, value);
    }

    private static void putHead(ByteBuffer target, int major, long argument) {
        int type = major << 5;
        if (argument < 24) {
            target.put((byte) (type | argument));
        } else if (argument < 1 << 8) {
            target.put((byte) (type | 24)).put((byte) argument);
        } else if (argument < 1 << 16) {
            target.put((byte) (type | 25)).putShort((short) argument);
        } else if (argument < 1L << 32) {
            target.put((byte) (type | 26)).putInt((int) argument);
        } else {
            target.put((byte) (type | 27)).putLong(argument);
        }
    }
}
