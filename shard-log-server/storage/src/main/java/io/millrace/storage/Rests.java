package io.millrace.storage;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Keeps those who catch up from the disk from taking disk and processors from appends: while large batches follow one
 * another, all reads of the disk together get one part of the time in {@value #PARTS}. Any thread.
 */
final class Rests {
    private static final int PARTS = 4;
    /** A smaller batch says that the writer takes what comes as it comes. */
    private static final int LARGE_BATCH_BYTES = 1 << 20;
    /** How long after a large batch the next one is to be expected. */
    private static final long BUSY_NANOS = 50_000_000;
    /** However many others read, one reading rests no longer in all. */
    static final long REST_NANOS_MAX = 2_000_000_000;

    private final LongSupplier nanoClock;
    private volatile long busyUntil;
    /** When the rest of whoever came last is over. */
    private final AtomicLong free;

    /** @param nanoClock as {@link System#nanoTime} */
    Rests(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        busyUntil = nanoClock.getAsLong();
        free = new AtomicLong(busyUntil);
    }

    /** A batch of so many bytes is on disk. */
    void appended(int bytes) {
        if (bytes >= LARGE_BATCH_BYTES) {
            busyUntil = nanoClock.getAsLong() + BUSY_NANOS;
        }
    }

    /** Whether large batches follow one another. */
    boolean areDue() {
        return busyUntil - nanoClock.getAsLong() > 0;
    }

    /**
     * How long to wait after a read of the disk.
     *
     * @param nanos that the read took
     * @param rested nanoseconds that the reading has waited before
     */
    long after(long nanos, long rested) {
        if (!areDue()) {
            return 0;
        }
        long now = nanoClock.getAsLong();
        long end =
                free.accumulateAndGet(nanos * (PARTS - 1), (before, rest) -> (before - now > 0 ? before : now) + rest);
        return Math.min(end - now, REST_NANOS_MAX - rested);
    }
}
