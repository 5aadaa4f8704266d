package io.millrace.e2e.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Asks again until there is an answer. */
public final class Poll {
    private static final Duration INTERVAL = Duration.ofMillis(250);

    private Poll() {}

    /** One look; empty means not yet. */
    @FunctionalInterface
    public interface Look<T, E extends Exception> {
        Optional<T> look() throws E;
    }

    /**
     * Looks every quarter of a second.
     *
     * @param what for the message of the {@link TimeoutException}
     */
    public static <T, E extends Exception> T until(String what, Duration timeout, Look<T, E> look)
            throws E, TimeoutException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            Optional<T> seen = look.look();
            if (seen.isPresent()) {
                return seen.get();
            }
            if (System.nanoTime() >= deadline) {
                throw new TimeoutException("%s did not happen within %d s".formatted(what, timeout.toSeconds()));
            }
            LockSupport.parkNanos(INTERVAL.toNanos());
        }
    }
}
