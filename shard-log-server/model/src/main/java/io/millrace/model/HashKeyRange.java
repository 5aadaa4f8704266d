package io.millrace.model;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** The hash keys a shard owns, both ends included. */
public record HashKeyRange(HashKey start, HashKey end) {
    public HashKeyRange {
        if (start.compareTo(end) > 0) {
            throw new IllegalArgumentException("hash key range starts after it ends: %s, %s".formatted(start, end));
        }
    }

    /** Cuts the whole ring into {@code count} ranges of even size, the last one taking the remainder. */
    public static List<HashKeyRange> even(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("a ring needs at least one range: " + count);
        }
        BigInteger width = HashKey.MAX.value().add(BigInteger.ONE).divide(BigInteger.valueOf(count));
        List<HashKeyRange> ranges = new ArrayList<>(count);
        BigInteger start = BigInteger.ZERO;
        for (int index = 1; index <= count; index++) {
            BigInteger next = width.multiply(BigInteger.valueOf(index));
            HashKey end = index == count ? HashKey.MAX : new HashKey(next.subtract(BigInteger.ONE));
            ranges.add(new HashKeyRange(new HashKey(start), end));
            start = next;
        }
        return List.copyOf(ranges);
    }

    /** Whether any key is in both. */
    public boolean intersects(HashKeyRange that) {
        return start.compareTo(that.end) <= 0 && that.start.compareTo(end) <= 0;
    }

    public boolean contains(HashKey key) {
        return start.compareTo(key) <= 0 && key.compareTo(end) <= 0;
    }
}
