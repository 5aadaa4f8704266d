package io.millrace.flink;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what must become true. */
public final class Conditions {
    private static final long POLL_MILLIS = 10;

    private Conditions() {}

    /** Throws {@link AssertionError} if the condition does not hold in time. */
    public static void await(Duration atMost, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + atMost);
            }
            if (never.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("nobody counts down");
            }
        }
    }
}
