package io.millrace.flink.proxy;

import java.io.Serializable;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before an attempt is repeated: twice as long each time up to a limit, shortened at random by up to a
 * half so that many tasks do not come back together.
 */
public record Backoff(Duration first, Duration longest) implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int DOUBLINGS_MAX = 30;

    /** For calls to a stream: the first pause is as long as a shard's reads are apart. */
    public static final Backoff DEFAULT = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));

    public Backoff {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("backoff of %s to %s".formatted(first, longest));
        }
    }

    /** The pause after {@code failures} failures in a row, counted from 1. */
    public Duration after(int failures, RandomGenerator random) {
        long doubled = first.toMillis() << Math.min(failures - 1, DOUBLINGS_MAX);
        long millis = Math.min(doubled, longest.toMillis());
        return Duration.ofMillis(millis - random.nextLong(millis / 2 + 1));
    }
}
