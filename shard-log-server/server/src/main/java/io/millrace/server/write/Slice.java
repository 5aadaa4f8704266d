package io.millrace.server.write;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** A piece of an array, not copied. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Slice(byte[] array, int offset, int length) {
    public static Slice of(byte[] array) {
        return new Slice(array, 0, array.length);
    }

    /** Whether it holds just these bytes. */
    public boolean is(byte[] bytes) {
        return Arrays.equals(array, offset, offset + length, bytes, 0, bytes.length);
    }

    @Override
    public String toString() {
        return new String(array, offset, length, UTF_8);
    }
}
