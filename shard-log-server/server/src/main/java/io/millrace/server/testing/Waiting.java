package io.millrace.server.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition that another thread or process brings about. */
public final class Waiting {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration BETWEEN = Duration.ofMillis(5);

    private Waiting() {}

    /** Throws {@link AssertionError} if the condition does not come true in half a minute. */
    public static void until(BooleanSupplier condition) {
        until(LONGEST, condition);
    }

    /** As {@link #until(BooleanSupplier)}, for what takes longer by its nature. */
    public static void until(Duration longest, BooleanSupplier condition) {
        long end = System.nanoTime() + longest.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + longest);
            }
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
    }
}
