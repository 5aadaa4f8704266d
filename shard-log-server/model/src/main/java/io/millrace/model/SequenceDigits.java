package io.millrace.model;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * A {@link SequenceNumber} in decimal, by multiplications of nine-digit limbs: a read of a thousand records prints a
 * thousand numbers, and big integers are the slowest part of it.
 */
final class SequenceDigits {
    private static final int LIMB = 1_000_000_000;
    private static final int LIMB_DIGITS = 9;
    /** Of the largest number, whose 56 digits they hold. */
    private static final int LIMBS = 7;

    private static final long[] AT_CREATION = limbs(BigInteger.ONE.shiftLeft(144));
    private static final long[] AT_SEQUENCE = limbs(BigInteger.ONE.shiftLeft(80));
    private static final long[] AT_ARRIVAL = limbs(BigInteger.ONE.shiftLeft(36));
    private static final long[] AT_END = {1};

    private SequenceDigits() {}

    /** Puts the number's {@link SequenceNumber#DIGITS} digits in ASCII. */
    static void put(SequenceNumber number, byte[] target, int at) {
        long[] sums = new long[LIMBS];
        long creation = (2L << 36 | number.shardCreatedSeconds()) << 4 | (number.shardIndex() & 0xF);
        // No sum has more than seven products of two limbs, which is less than 2^63.
        add(sums, creation, AT_CREATION);
        add(sums, number.sequence(), AT_SEQUENCE);
        add(sums, number.arrivalSeconds(), AT_ARRIVAL);
        add(sums, (long) number.shardIndex() << 4 | 2, AT_END);
        int end = at + SequenceNumber.DIGITS;
        long carry = 0;
        for (int limb = 0; limb < LIMBS; limb++) {
            long sum = sums[limb] + carry;
            carry = sum / LIMB;
            int rest = (int) (sum - carry * LIMB);
            int digits = Math.min(LIMB_DIGITS, end - at);
            for (int digit = 0; digit < digits; digit++) {
                int quotient = rest / 10;
                target[--end] = (byte) ('0' + rest - quotient * 10);
                rest = quotient;
            }
        }
    }

    private static void add(long[] sums, long factor, long[] power) {
        long rest = factor;
        for (int limb = 0; rest > 0; limb++) {
            long part = rest % LIMB;
            rest /= LIMB;
            for (int other = 0; other < power.length; other++) {
                sums[limb + other] += part * power[other];
            }
        }
    }

    private static long[] limbs(BigInteger power) {
        long[] limbs = new long[LIMBS];
        int count = 0;
        BigInteger rest = power;
        while (rest.signum() > 0) {
            BigInteger[] parts = rest.divideAndRemainder(BigInteger.valueOf(LIMB));
            limbs[count++] = parts[1].longValueExact();
            rest = parts[0];
        }
        return Arrays.copyOf(limbs, count);
    }
}
