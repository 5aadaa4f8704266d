package io.millrace.firehose.buffer;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells a thread to end, and lets it wait without missing that. Threads here are never interrupted: they write files. */
final class Stop {
    private final CountDownLatch requested = new CountDownLatch(1);

    void request() {
        requested.countDown();
    }

    boolean requested() {
        return requested.getCount() == 0;
    }

    /** Waits; true, at once, if the stop is requested. */
    boolean within(Duration wait) {
        try {
            return requested.await(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts deliveries", e);
        }
    }
}
