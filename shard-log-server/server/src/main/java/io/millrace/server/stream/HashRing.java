package io.millrace.server.stream;

import io.millrace.model.HashKey;
import java.math.BigInteger;
import java.util.List;

/**
 * The shards of a stream, which own the whole ring of hash keys among them. Every record that is put is looked up here,
 * so a hash key is two longs. Never changes.
 */
final class HashRing {
    private final List<Shard> shards;
    // Where each shard's range starts, unsigned, ascending as the shards do.
    private final long[] highs;
    private final long[] lows;

    /** The shards own the whole ring among them, in order of their ranges. */
    HashRing(List<Shard> shards) {
        if (shards.isEmpty()) {
            throw new IllegalArgumentException("a stream without a shard");
        }
        this.shards = List.copyOf(shards);
        highs = new long[shards.size()];
        lows = new long[shards.size()];
        BigInteger next = BigInteger.ZERO;
        for (int index = 0; index < highs.length; index++) {
            Shard shard = this.shards.get(index);
            BigInteger start = shard.range().start().value();
            if (!start.equals(next)) {
                throw new IllegalArgumentException("%s does not begin where the one before ends".formatted(shard.id()));
            }
            highs[index] = start.shiftRight(Long.SIZE).longValue();
            lows[index] = start.longValue();
            next = shard.range().end().value().add(BigInteger.ONE);
        }
        if (!next.equals(HashKey.MAX.value().add(BigInteger.ONE))) {
            throw new IllegalArgumentException("nobody owns the hash keys from " + next);
        }
    }

    List<Shard> shards() {
        return shards;
    }

    /** The shard that owns a hash key, given in two halves, both unsigned. */
    Shard find(long high, long low) {
        // Where it is if the ranges are even, as they mostly are; else a look at its neighbour leads the right way.
        int from = (int) Math.unsignedMultiplyHigh(high, highs.length);
        int to = from;
        if (!startsAfter(from, high, low)) {
            for (int step = 1; to < highs.length - 1 && !startsAfter(to + 1, high, low); step <<= 1) {
                from = to + 1;
                to = Math.min(highs.length - 1, to + step);
            }
        } else {
            from = 0;
            to--;
        }
        while (from < to) {
            int middle = (from + to + 1) >>> 1;
            if (startsAfter(middle, high, low)) {
                to = middle - 1;
            } else {
                from = middle;
            }
        }
        return shards.get(from);
    }

    private boolean startsAfter(int index, long high, long low) {
        int compared = Long.compareUnsigned(highs[index], high);
        return compared > 0 || (compared == 0 && Long.compareUnsigned(lows[index], low) > 0);
    }
}
