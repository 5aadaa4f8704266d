package io.millrace.firehose.stream;

import java.time.Duration;

/**
 * When a buffer is delivered: at a size or after a time, whichever comes first.
 *
 * @param bytes of the records, 1 to 128 MiB
 * @param interval since the buffer's first record, 0 to 900 s; 0 delivers what one read brought
 */
public record BufferHints(long bytes, Duration interval) {
    private static final long MIB = 1L << 20;
    private static final int SIZE_MIB_MAX = 128;
    private static final Duration INTERVAL_MAX = Duration.ofMinutes(15);

    public BufferHints {
        if (bytes < MIB || bytes > SIZE_MIB_MAX * MIB) {
            throw new IllegalArgumentException("buffer size out of [1, 128] MiB: %d bytes".formatted(bytes));
        }
        if (interval.isNegative() || interval.compareTo(INTERVAL_MAX) > 0) {
            throw new IllegalArgumentException("buffer interval out of [0, 900] s: " + interval);
        }
    }

    public static BufferHints of(int mebibytes, int seconds) {
        return new BufferHints(mebibytes * MIB, Duration.ofSeconds(seconds));
    }
}
