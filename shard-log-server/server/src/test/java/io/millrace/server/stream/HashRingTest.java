package io.millrace.server.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.HashKey;
import io.millrace.model.HashKeyRange;
import io.millrace.model.ShardId;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashRingTest {
    private static final BigInteger END = HashKey.MAX.value();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7, 100, 10_000})
    void everyKeyOfAnEvenRingHasItsOwner(int shards) {
        assertOwners(ring(HashKeyRange.even(shards)), new Random(shards));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyKeyOfAnUnevenRingHasItsOwner(long seed) {
        Random random = new Random(seed);
        TreeSet<BigInteger> starts = new TreeSet<>(List.of(BigInteger.ZERO));
        int count = random.nextInt(300);
        while (starts.size() <= count) {
            // Most of them in a corner, as after many splits of one shard.
            starts.add(new BigInteger(random.nextInt(1, 129), random));
        }
        List<HashKeyRange> ranges = new ArrayList<>();
        for (BigInteger start : starts) {
            BigInteger next = starts.higher(start);
            ranges.add(new HashKeyRange(
                    new HashKey(start), new HashKey(next == null ? END : next.subtract(BigInteger.ONE))));
        }
        assertOwners(ring(ranges), random);
    }

    @Test
    void aRingWithAHoleIsRefused() {
        List<HashKeyRange> ranges = HashKeyRange.even(3);

        assertThatThrownBy(() -> ring(List.of(ranges.get(0), ranges.get(2))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ring(ranges.subList(0, 2))).isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertOwners(HashRing ring, Random random) {
        for (Shard shard : ring.shards()) {
            assertOwner(ring, shard.range().start().value());
            assertOwner(ring, shard.range().end().value());
        }
        for (int key = 0; key < 1_000; key++) {
            assertOwner(ring, new BigInteger(128, random));
        }
    }

    private static void assertOwner(HashRing ring, BigInteger key) {
        Shard owner = ring.find(key.shiftRight(Long.SIZE).longValue(), key.longValue());

        assertThat(owner.range().contains(new HashKey(key)))
                .as("%s owns %s", owner, key)
                .isTrue();
    }

    private static HashRing ring(List<HashKeyRange> ranges) {
        List<Shard> shards = new ArrayList<>();
        for (HashKeyRange range : ranges) {
            shards.add(new Shard(new ShardId(shards.size()), shards.size(), range, Instant.EPOCH));
        }
        return new HashRing(shards);
    }
}
