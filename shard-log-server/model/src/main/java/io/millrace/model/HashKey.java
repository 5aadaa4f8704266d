package io.millrace.model;

import java.math.BigInteger;

/** A point on a stream's hash ring: an unsigned 128-bit integer, 0 to 2^128-1. */
public record HashKey(BigInteger value) implements Comparable<HashKey> {
    private static final int BITS = 128;

    public static final HashKey MIN = new HashKey(BigInteger.ZERO);
    public static final HashKey MAX = new HashKey(BigInteger.ONE.shiftLeft(BITS).subtract(BigInteger.ONE));

    public HashKey {
        if (value.signum() < 0 || value.bitLength() > BITS) {
            throw new IllegalArgumentException("hash key out of [0, 2^128-1]: " + value);
        }
    }

    /** Reads a decimal integer. */
    public static HashKey parse(String decimal) {
        return new HashKey(new BigInteger(decimal));
    }

    @Override
    public int compareTo(HashKey that) {
        return value.compareTo(that.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
