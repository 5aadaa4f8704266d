package io.millrace.flink.proxy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.random.RandomGenerator;

/** Repeats a call that was throttled or did not reach the service, up to a number of attempts. */
public final class Retries {
    /** With the default backoff, a service that stays away fails the job after about a minute. */
    public static final int ATTEMPTS_MAX = 10;

    /** One call to a stream. */
    @FunctionalInterface
    public interface Call<T> {
        T make() throws StreamException;
    }

    private final Backoff backoff;
    private final Pause pause;
    private final RandomGenerator random;

    public Retries(Backoff backoff, Pause pause, RandomGenerator random) {
        this.backoff = backoff;
        this.pause = pause;
        this.random = random;
    }

    /** Throws the last failure once all attempts are used up, and at once one that repetition does not help. */
    public <T> T run(Call<T> call) throws IOException {
        for (int failures = 1; ; failures++) {
            try {
                return call.make();
            } catch (StreamException e) {
                boolean again =
                        e.kind() == StreamException.Kind.THROTTLED || e.kind() == StreamException.Kind.UNAVAILABLE;
                if (!again || failures == ATTEMPTS_MAX) {
                    throw e;
                }
            }
            waitAfter(failures);
        }
    }

    private void waitAfter(int failures) throws InterruptedIOException {
        try {
            pause.of(backoff.after(failures, random));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted between two attempts");
            interrupted.initCause(e);
            throw interrupted;
        }
    }
}
