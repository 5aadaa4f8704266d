package io.millrace.model;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A shard of a stream, {@code shardId-000000000000} on the wire; {@code index} counts from 0 in creation order. */
public record ShardId(int index) implements Comparable<ShardId> {
    /** Of the wire form. */
    public static final int LENGTH = 20;

    private static final byte[] FIRST = "shardId-000000000000".getBytes(US_ASCII);
    private static final Pattern WIRE_FORM = Pattern.compile("shardId-(\\d{12})");

    public ShardId {
        if (index < 0) {
            throw new IllegalArgumentException("negative shard index: " + index);
        }
    }

    /** Reads the wire form; throws {@link IllegalArgumentException} for any other text. */
    public static ShardId parse(String text) {
        Matcher matcher = WIRE_FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a shard id: " + text);
        }
        return new ShardId(Integer.parseInt(matcher.group(1)));
    }

    @Override
    public int compareTo(ShardId that) {
        return Integer.compare(index, that.index);
    }

    /** Puts the wire form, {@link #LENGTH} bytes of ASCII, into an array of the caller's. */
    public void putAscii(byte[] target, int at) {
        System.arraycopy(FIRST, 0, target, at, LENGTH);
        int digit = at + LENGTH;
        for (int rest = index; rest > 0; rest /= 10) {
            target[--digit] = (byte) ('0' + rest % 10);
        }
    }

    @Override
    public String toString() {
        byte[] text = new byte[LENGTH];
        putAscii(text, 0);
        return new String(text, US_ASCII);
    }
}
