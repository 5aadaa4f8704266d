package io.millrace.batch;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits in tests: on a condition, and not for ever. */
final class Polls {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private Polls() {}

    static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not so after " + LONGEST);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
