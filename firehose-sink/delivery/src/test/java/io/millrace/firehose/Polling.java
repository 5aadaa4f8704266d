package io.millrace.firehose;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what happens in the background. */
final class Polling {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration EVERY = Duration.ofMillis(100);

    private Polling() {}

    static void until(String what, BooleanSupplier condition) {
        Instant end = Instant.now().plus(TIMEOUT);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("not within %s: %s".formatted(TIMEOUT, what));
            }
            LockSupport.parkNanos(EVERY.toNanos());
        }
    }
}
