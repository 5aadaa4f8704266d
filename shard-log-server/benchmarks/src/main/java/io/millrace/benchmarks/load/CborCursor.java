package io.millrace.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Walks CBOR without making anything of what it passes. Source: RFC 8949. */
final class CborCursor {
    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int ARRAY = 4;
    private static final int MAP = 5;
    private static final int TAG = 6;
    private static final int INDEFINITE = 31;
    private static final int BREAK = 0xff;
    private static final int NESTING_MAX = 64;

    private final ByteBuffer source;
    private int position;

    CborCursor(ByteBuffer source) {
        this.source = source;
        this.position = source.position();
    }

    /** A map or an array that is being walked. */
    final class Items {
        /** Counted down; below 0 when only a break ends it. */
        private long left;

        private Items(long left) {
            this.left = left;
        }

        /** Whether another entry follows; then the cursor stands on it. */
        boolean next() {
            if (left < 0) {
                if ((source.get(position) & 0xff) == BREAK) {
                    position++;
                    return false;
                }
                return true;
            }
            return left-- > 0;
        }
    }

    Items map() throws IOException {
        return items(MAP);
    }

    Items array() throws IOException {
        return items(ARRAY);
    }

    /** Reads a text of definite length. */
    String text() throws IOException {
        int length = length(TEXT);
        byte[] bytes = new byte[length];
        source.get(position, bytes);
        position += length;
        return new String(bytes, UTF_8);
    }

    /** Passes the text that stands here if it is the given one; else stays. */
    boolean nameIs(byte[] expected) throws IOException {
        int start = position;
        int length = length(TEXT);
        boolean equal = length == expected.length;
        // From the end: names of one length tend to begin alike.
        for (int i = length - 1; equal && i >= 0; i--) {
            equal = source.get(position + i) == expected[i];
        }
        position = equal ? position + length : start;
        return equal;
    }

    /** A string of bytes that was passed; {@code firstLong} is made of its first eight, or 0 if it is shorter. */
    record Bytes(int length, long firstLong) {}

    /** Passes a string of bytes of definite length. */
    Bytes bytes() throws IOException {
        int length = length(BYTES);
        Bytes bytes = new Bytes(length, length < Long.BYTES ? 0 : source.getLong(position));
        position += length;
        return bytes;
    }

    long unsigned() throws IOException {
        int head = source.get(position++) & 0xff;
        if (head >> 5 != 0) {
            throw new IOException("no unsigned number: " + head);
        }
        return argument(head & 31);
    }

    /** Whether a null stands here; if so it is passed. */
    boolean isNull() {
        if ((source.get(position) & 0xff) != 0xf6) {
            return false;
        }
        position++;
        return true;
    }

    void skip() throws IOException {
        skip(0);
    }

    private void skip(int depth) throws IOException {
        if (depth > NESTING_MAX) {
            throw new IOException("nested deeper than " + NESTING_MAX);
        }
        int head = source.get(position++) & 0xff;
        int major = head >> 5;
        if ((head & 31) == INDEFINITE && major != 7) {
            while ((source.get(position) & 0xff) != BREAK) {
                skip(depth + 1);
            }
            position++;
            return;
        }
        long argument = argument(head & 31);
        switch (major) {
            case BYTES, TEXT -> position += Math.toIntExact(argument);
            case ARRAY, MAP -> {
                long items = major == MAP ? 2 * argument : argument;
                for (long i = 0; i < items; i++) {
                    skip(depth + 1);
                }
            }
            case TAG -> skip(depth + 1);
            default -> {
                // Numbers and simple values are passed with their argument.
            }
        }
    }

    private Items items(int major) throws IOException {
        int head = source.get(position++) & 0xff;
        if (head >> 5 != major) {
            throw new IOException("expected type %d of CBOR, found %d".formatted(major, head >> 5));
        }
        return new Items((head & 31) == INDEFINITE ? -1 : argument(head & 31));
    }

    private int length(int major) throws IOException {
        int head = source.get(position++) & 0xff;
        if (head >> 5 != major || (head & 31) == INDEFINITE) {
            throw new IOException("expected type %d of CBOR and a definite length, found %d".formatted(major, head));
        }
        return Math.toIntExact(argument(head & 31));
    }

    private long argument(int info) throws IOException {
        int at = position;
        return switch (info) {
            case 24 -> {
                position += 1;
                yield source.get(at) & 0xff;
            }
            case 25 -> {
                position += 2;
                yield source.getShort(at) & 0xffff;
            }
            case 26 -> {
                position += 4;
                yield source.getInt(at) & 0xffff_ffffL;
            }
            case 27 -> {
                position += 8;
                yield source.getLong(at);
            }
            default -> {
                if (info > 27) {
                    throw new IOException("not CBOR: argument " + info);
                }
                yield info;
            }
        };
    }
}
