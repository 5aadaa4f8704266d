package io.millrace.firehose.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PositionsTest {
    /** As decimals of different length are: the longer is the greater, though not as text. */
    private static final BigInteger SMALL = new BigInteger("9");

    private static final BigInteger GREAT = new BigInteger("49590338271490256608559692538361571095921575989136588898");

    @Test
    void theFurtherOneIsTheGreaterNumberNotTheGreaterText() {
        Positions merged = of(Map.of("a", SMALL, "b", GREAT)).furthest(of(Map.of("a", GREAT, "c", SMALL)));

        assertThat(merged).isEqualTo(of(Map.of("a", GREAT, "b", GREAT, "c", SMALL)));
    }

    @Test
    void positionsCoverWhatIsNoFurtherInAnyShard() {
        Positions positions = of(Map.of("a", GREAT, "b", SMALL));

        assertThat(positions.cover(of(Map.of("a", GREAT)))).isTrue();
        assertThat(positions.cover(of(Map.of("a", GREAT, "b", GREAT)))).isFalse();
        assertThat(positions.cover(of(Map.of("c", SMALL)))).isFalse();
    }

    @Test
    void theirTextReadsBack() {
        Positions positions = of(Map.of("shardId-000000000000", GREAT));

        assertThat(positions.toString()).isEqualTo("{\"shardId-000000000000\":\"" + GREAT + "\"}");
        assertThat(Positions.parse(positions.toString())).isEqualTo(positions);
        assertThatThrownBy(() -> Positions.parse("{\"a\":\"x\"}")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shardsThatAreGoneAreForgotten() {
        assertThat(of(Map.of("a", SMALL, "b", SMALL)).only(Set.of("b"))).isEqualTo(of(Map.of("b", SMALL)));
    }

    private static Positions of(Map<String, BigInteger> byShard) {
        return new Positions(new TreeMap<>(byShard));
    }
}
