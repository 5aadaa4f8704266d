package io.millrace.storage;

/**
 * The committed records of a shard: sequences {@code first} (the trim horizon) to {@code next}, the latter not yet taken.
 *
 * @param lastArrivalMillis of the newest record ever committed, or {@link Long#MIN_VALUE} if none was
 */
public record Extent(long first, long next, long lastArrivalMillis) {
    public static final Extent EMPTY = new Extent(0, 0, Long.MIN_VALUE);

    public boolean isEmpty() {
        return first == next;
    }
}
