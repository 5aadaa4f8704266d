package io.millrace.server.operation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Threads that wait for something to come about, for which one thread looks on behalf of all: five hundred that wait cost a
 * look at each, and not five hundred wakings. Any thread; the one that looks is never interrupted.
 */
final class Waiters implements AutoCloseable {
    /** How much later than it might a thread goes on, at most. */
    private static final Duration BETWEEN = Duration.ofMillis(10);

    private final InstantSource clock;
    private final Set<Waiter> waiting = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile boolean closed;

    private Waiters(InstantSource clock) {
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("subscription-waiters").unstarted(this::loop);
    }

    /** @param clock what the conditions are given */
    static Waiters start(InstantSource clock) {
        Waiters waiters = new Waiters(clock);
        waiters.thread.start();
        return waiters;
    }

    /** One thread that waits. */
    private static final class Waiter {
        private final Thread thread = Thread.currentThread();
        private final Predicate<Instant> due;
        /** Written by the thread that looks. */
        private volatile boolean done;

        Waiter(Predicate<Instant> due) {
            this.due = due;
        }
    }

    /**
     * Waits until the condition holds at a time, the thread is interrupted or this is closed.
     *
     * @param due cheap, for it is asked often; one that throws has come about
     */
    void await(Predicate<Instant> due) {
        Waiter waiter = new Waiter(due);
        if (isDue(waiter, clock.instant())) {
            return;
        }
        waiting.add(waiter);
        LockSupport.unpark(thread);
        while (!waiter.done && !closed && !Thread.currentThread().isInterrupted()) {
            LockSupport.park(this);
        }
        waiting.remove(waiter);
    }

    private void loop() {
        while (!closed) {
            if (waiting.isEmpty()) {
                LockSupport.park(this);
            } else {
                look(clock.instant());
                LockSupport.parkNanos(this, BETWEEN.toNanos());
            }
        }
        waiting.forEach(waiter -> LockSupport.unpark(waiter.thread));
    }

    private void look(Instant now) {
        for (Waiter waiter : waiting) {
            if (!waiter.done && isDue(waiter, now)) {
                waiter.done = true;
                LockSupport.unpark(waiter.thread);
            }
        }
    }

    private static boolean isDue(Waiter waiter, Instant now) {
        try {
            return waiter.due.test(now);
        } catch (RuntimeException e) {
            // It finds out itself, and says so.
            return true;
        }
    }

    /** Has all go on. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
