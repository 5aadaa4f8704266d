package io.millrace.model;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;

/**
 * A record's place in its shard, in the version 2 layout: 47 hexadecimal digits, printed in decimal.
 *
 * <pre>
 *  2 | shard creation, s (9) | shard index mod 16 (1) | sequence (16) | 00 (2) | arrival, s (9) | shard index (8) | 2
 * </pre>
 *
 * The sequence stands above the arrival time, so numbers of one shard grow with the sequence whatever the clock does.
 *
 * @param shardCreatedSeconds epoch seconds, 0 to 2^36-1
 * @param shardIndex as in {@link ShardId}
 * @param sequence 0 to 2^63-1, counted per shard
 * @param arrivalSeconds epoch seconds, 0 to 2^36-1
 */
public record SequenceNumber(long shardCreatedSeconds, int shardIndex, long sequence, long arrivalSeconds)
        implements Comparable<SequenceNumber> {
    /** Of every number of this layout in decimal. */
    public static final int DIGITS = 56;

    private static final long SECONDS_MAX = (1L << 36) - 1;
    private static final int HEX_DIGITS = 47;

    public SequenceNumber {
        if (shardCreatedSeconds < 0 || shardCreatedSeconds > SECONDS_MAX) {
            throw new IllegalArgumentException("shard creation out of [0, 2^36-1] s: " + shardCreatedSeconds);
        }
        if (arrivalSeconds < 0 || arrivalSeconds > SECONDS_MAX) {
            throw new IllegalArgumentException("arrival out of [0, 2^36-1] s: " + arrivalSeconds);
        }
        if (shardIndex < 0 || sequence < 0) {
            throw new IllegalArgumentException(
                    "negative shard index or sequence: %d, %d".formatted(shardIndex, sequence));
        }
    }

    /** Reads the decimal form; throws {@link IllegalArgumentException} if it is not of this layout. */
    public static SequenceNumber parse(String decimal) {
        BigInteger value;
        try {
            value = new BigInteger(decimal);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a sequence number: " + decimal, e);
        }
        String hex = value.toString(16);
        boolean ofLayout = hex.length() == HEX_DIGITS
                && hex.startsWith("2")
                && hex.endsWith("2")
                && hex.charAt(11) <= '7'
                && hex.charAt(38) <= '7';
        if (!ofLayout) {
            throw new IllegalArgumentException("not a sequence number: " + decimal);
        }
        return new SequenceNumber(
                Long.parseLong(hex, 1, 10, 16),
                Integer.parseInt(hex, 38, 46, 16),
                Long.parseLong(hex, 11, 27, 16),
                Long.parseLong(hex, 29, 38, 16));
    }

    @Override
    public int compareTo(SequenceNumber that) {
        return toBigInteger().compareTo(that.toBigInteger());
    }

    public BigInteger toBigInteger() {
        return BigInteger.TWO
                .shiftLeft(36)
                .or(BigInteger.valueOf(shardCreatedSeconds))
                .shiftLeft(4)
                .or(BigInteger.valueOf(shardIndex & 0xF))
                .shiftLeft(64)
                .or(BigInteger.valueOf(sequence))
                .shiftLeft(8 + 36)
                .or(BigInteger.valueOf(arrivalSeconds))
                .shiftLeft(32)
                .or(BigInteger.valueOf(shardIndex))
                .shiftLeft(4)
                .or(BigInteger.TWO);
    }

    /** Puts the decimal form, {@link #DIGITS} bytes of ASCII, into an array of the caller's. */
    public void putDigits(byte[] target, int at) {
        SequenceDigits.put(this, target, at);
    }

    @Override
    public String toString() {
        byte[] digits = new byte[DIGITS];
        putDigits(digits, 0);
        return new String(digits, US_ASCII);
    }
}
