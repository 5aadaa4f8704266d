package io.millrace.server.testing.kill;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;

/** Lets a stream be changed as often as the round says, by one at a time. */
final class Turns {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

    /** Held by whoever changes the stream: a second change would be refused. */
    private final Lock changing;
    /** How many changes may still begin; the round gives them. */
    private final Semaphore allowed = new Semaphore(0);

    private final AtomicInteger done = new AtomicInteger();

    Turns(Lock changing) {
        this.changing = changing;
    }

    /** Lets so many changes begin, whatever was let before. For any thread. */
    void allow(int changes) {
        allowed.drainPermits();
        allowed.release(changes);
    }

    /** How many changes have been made. For any thread. */
    int done() {
        return done.get();
    }

    /** Makes a change if it is let, or waits a little for the next look. What the change throws is thrown, and it is not counted. */
    void take(Runnable change) {
        if (!allowed.tryAcquire()) {
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            return;
        }
        changing.lock();
        try {
            change.run();
        } finally {
            changing.unlock();
        }
        done.incrementAndGet();
    }
}
