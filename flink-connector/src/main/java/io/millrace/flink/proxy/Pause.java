package io.millrace.flink.proxy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits between two attempts; tests wait no time. */
@FunctionalInterface
public interface Pause {
    void of(Duration duration) throws InterruptedException;

    /** Waits for real; an interrupt, by which Flink cancels a task, ends it. */
    static Pause real() {
        return duration -> {
            boolean signalled = new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS);
            assert !signalled : "nobody counts down";
        };
    }
}
