package io.millrace.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A shard of a stream, {@code shardId-000000000000} on the wire; {@code index} counts from 0 in creation order. */
public record ShardId(int index) implements Comparable<ShardId> {
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

    @Override
    public String toString() {
        return "shardId-%012d".formatted(index);
    }
}
