package io.millrace.server.operation;

import io.millrace.model.ShardId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Shard ids as callers write them. */
final class ShardIds {
    /** AWS takes any text before the number, and a number without it. */
    private static final Pattern LOOSE = Pattern.compile("(?:[^-]*-)?0*(\\d{1,10})");

    private ShardIds() {}

    /** Empty if the text cannot be the id of any shard. */
    static Optional<ShardId> parse(String text) {
        Matcher matcher = LOOSE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long index = Long.parseLong(matcher.group(1));
        return index > Integer.MAX_VALUE ? Optional.empty() : Optional.of(new ShardId((int) index));
    }
}
