package io.millrace.server.operation;

import java.math.BigInteger;
import java.util.Optional;

/**
 * A sequence number of a layout that AWS gave out before this server's. It stands before every number of any stream
 * here, and callers who kept one are told so in AWS's words.
 *
 * <pre>
 *  layout 0:  1 | shard creation, s (9) | 00 (2) | random (16) | shard index (4)
 *  layout 1:  2 | shard creation, s (9) | 0 (1) | 00 (2) | arrival, s (9) | random (14) | 00 (2) | shard index (8) | 1
 * </pre>
 *
 * @param text as AWS shows it, which is not always as the caller wrote it
 * @param arrivalSeconds epoch seconds; 0 in layout 0, which has none
 */
record FormerSequenceNumber(String text, int shardIndex, long arrivalSeconds) {
    private static final int LAYOUT_0_DIGITS = 32;
    private static final int LAYOUT_1_DIGITS = 47;

    /** AWS reads no later year: 2477. */
    private static final long SECONDS_END = 16_025_175_000L;

    /** Empty if the text is of neither layout. */
    static Optional<FormerSequenceNumber> parse(String decimal) {
        BigInteger number = new BigInteger(decimal);
        String hex = number.toString(16);
        if (hex.length() <= LAYOUT_0_DIGITS) {
            return layout0(number);
        }
        if (hex.length() == LAYOUT_1_DIGITS && hex.startsWith("2") && hex.endsWith("1") && hex.charAt(38) <= '7') {
            return Optional.of(new FormerSequenceNumber(
                    decimal, Integer.parseInt(hex, 38, 46, 16), Long.parseLong(hex, 13, 22, 16)));
        }
        return Optional.empty();
    }

    /** Of the first digit AWS takes no notice. */
    private static Optional<FormerSequenceNumber> layout0(BigInteger number) {
        BigInteger top = BigInteger.ONE.shiftLeft(4 * (LAYOUT_0_DIGITS - 1));
        BigInteger whole = number.mod(top).add(top);
        String hex = whole.toString(16);
        if (Long.parseLong(hex, 1, 10, 16) >= SECONDS_END) {
            return Optional.empty();
        }
        return Optional.of(new FormerSequenceNumber(whole.toString(), Integer.parseInt(hex, 28, 32, 16), 0));
    }
}
