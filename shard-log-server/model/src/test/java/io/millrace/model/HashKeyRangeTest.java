package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashKeyRangeTest {
    @Test
    void threeShardsShareTheRingAsAtAws() {
        assertThat(HashKeyRange.even(3))
                .extracting(range -> range.end().toString())
                .containsExactly(
                        "113427455640312821154458202477256070484",
                        "226854911280625642308916404954512140969",
                        "340282366920938463463374607431768211455");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 500, 10_000})
    void evenRangesCoverTheRingOnceEach(int count) {
        List<HashKeyRange> ranges = HashKeyRange.even(count);

        assertThat(ranges).hasSize(count);
        assertThat(ranges.getFirst().start()).isEqualTo(HashKey.MIN);
        assertThat(ranges.getLast().end()).isEqualTo(HashKey.MAX);
        for (int i = 1; i < count; i++) {
            BigInteger previousEnd = ranges.get(i - 1).end().value();
            assertThat(ranges.get(i).start().value()).isEqualTo(previousEnd.add(BigInteger.ONE));
        }
    }

    @Test
    void bothEndsBelongToARange() {
        HashKeyRange range = new HashKeyRange(HashKey.parse("5"), HashKey.parse("7"));

        assertThat(List.of("4", "5", "6", "7", "8").stream().filter(key -> range.contains(HashKey.parse(key))))
                .containsExactly("5", "6", "7");
    }

    @Test
    void refusesAnEmptyRing() {
        assertThatThrownBy(() -> HashKeyRange.even(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new HashKeyRange(HashKey.parse("2"), HashKey.parse("1")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
