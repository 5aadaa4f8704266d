package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceNumberTest {
    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    @Test
    void standsInTheVersion2Layout() {
        SequenceNumber number = new SequenceNumber(0x12345678AL, 0x1B, 0x0123456789ABCDEFL, 0x1ABCDEF01L);

        assertThat(number.toBigInteger().toString(16)).isEqualTo("212345678ab0123456789abcdef001abcdef010000001b2");
        assertThat(new SequenceNumber(1_790_000_000, 0, 0, 1_790_000_000).toString())
                .hasSize(56)
                .startsWith("49");
    }

    @Test
    void shardsOfOneStreamLieAsFarApartAsAtAws() {
        SequenceNumber first = new SequenceNumber(1_400_000_000, 0, 0, 1_400_000_000);
        SequenceNumber second = new SequenceNumber(1_400_000_000, 1, 0, 1_400_000_000);

        assertThat(second.toBigInteger().subtract(first.toBigInteger()))
                .isEqualTo(new BigInteger("22300745198530623141535718272648361505980432"));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void isReadBackAsWritten(long seed) {
        SequenceNumber number = random(new Random(seed));

        assertThat(SequenceNumber.parse(number.toString())).isEqualTo(number);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void isPrintedAsTheBigIntegerIs(long seed) {
        SequenceNumber number = random(new Random(seed));

        assertThat(number).hasToString(number.toBigInteger().toString());
    }

    @Test
    void theSmallestAndTheLargestArePrintedInFull() {
        SequenceNumber smallest = new SequenceNumber(0, 0, 0, 0);
        SequenceNumber largest = new SequenceNumber((1L << 36) - 1, Integer.MAX_VALUE, Long.MAX_VALUE, (1L << 36) - 1);

        assertThat(smallest).hasToString(smallest.toBigInteger().toString());
        assertThat(largest).hasToString(largest.toBigInteger().toString());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void growsWithTheSequenceWhateverTheClockDoes(long seed) {
        Random random = new Random(seed);
        SequenceNumber number = random(random);
        SequenceNumber next = new SequenceNumber(
                number.shardCreatedSeconds(), number.shardIndex(), number.sequence() + 1, random.nextLong(1L << 36));

        assertThat(next).isGreaterThan(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "5",
                "-49590338271490256608559692538361571095921575989136588802",
                "49590338271490256608559692538361571095921575989136588898765432109876543210"
            })
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> SequenceNumber.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Version 1, version 3, a sequence and a shard index beyond their range, and a first digit of 3.
                "20000000000000000000000000000000000000000000001",
                "20000000000000000000000000000000000000000000003",
                "20000000000800000000000000000000000000000000002",
                "20000000000000000000000000000000000000800000002",
                "30000000000000000000000000000000000000000000002"
            })
    void refusesOtherLayouts(String hex) {
        String decimal = new BigInteger(hex, 16).toString();

        assertThatThrownBy(() -> SequenceNumber.parse(decimal)).isInstanceOf(IllegalArgumentException.class);
    }

    private static SequenceNumber random(Random random) {
        return new SequenceNumber(
                random.nextLong(1L << 36),
                random.nextInt(Integer.MAX_VALUE),
                random.nextLong(Long.MAX_VALUE - 1),
                random.nextLong(1L << 36));
    }
}
