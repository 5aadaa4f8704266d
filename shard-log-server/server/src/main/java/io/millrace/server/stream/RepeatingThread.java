package io.millrace.server.stream;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a task from time to time, and when it is asked to. It is stopped by a message and never interrupted: an interrupt
 * would close the files the task writes.
 */
final class RepeatingThread implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(RepeatingThread.class);

    private enum Message {
        RUN,
        STOP
    }

    private final Duration every;
    private final Runnable task;
    private final LinkedBlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final Thread thread;

    /** @param task must not throw: the thread ends if it does */
    RepeatingThread(String name, Duration every, Runnable task) {
        this.every = every;
        this.task = task;
        this.thread = Thread.ofPlatform().name(name).unstarted(this::loop);
    }

    void start() {
        thread.start();
    }

    /** Has the task run soon, once more than it would. */
    void wake() {
        messages.add(Message.RUN);
    }

    private void loop() {
        while (pause() != Message.STOP) {
            task.run();
        }
    }

    private @Nullable Message pause() {
        try {
            return messages.poll(every.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // Nobody has reason to interrupt this thread. The interrupt is cleared.
            logger.warn("{} was interrupted, and goes on", thread.getName(), e);
            return null;
        }
    }

    /** Waits for the task under way. */
    @Override
    public void close() {
        messages.add(Message.STOP);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
