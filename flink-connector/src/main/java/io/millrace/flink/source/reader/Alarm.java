package io.millrace.flink.source.reader;

import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Lets the reading thread sleep until its next shard is due, or until another thread rings. */
final class Alarm {
    private final Semaphore rings = new Semaphore(0);

    long nanoTime() {
        return System.nanoTime();
    }

    /** True after the whole time; false if somebody rang, also before the sleep began. */
    boolean sleepUnlessWoken(long nanos) throws InterruptedIOException {
        try {
            boolean rang = rings.tryAcquire(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            rings.drainPermits();
            return !rang;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted between two reads");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    void ring() {
        rings.release();
    }
}
