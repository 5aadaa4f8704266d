package io.millrace.server.traffic;

import java.util.function.LongSupplier;

/** How fast one reader is given the records of one shard. For any thread. */
public final class Pace {
    private final boolean enforced;
    private final Bucket bytes;
    private final LongSupplier nanoTime;

    Pace(ThroughputConfig config, LongSupplier nanoTime) {
        this.enforced = config.enforced();
        this.bytes = new Bucket(config.readBytes(), nanoTime.getAsLong());
        this.nanoTime = nanoTime;
    }

    /** Whether what it was given is paid for, so that it may have more. */
    public synchronized boolean mayGoOn() {
        if (!enforced) {
            return true;
        }
        bytes.fill(nanoTime.getAsLong());
        return bytes.isPaid();
    }

    /** Counts what it was given. */
    public synchronized void charge(long given) {
        bytes.charge((double) given);
    }
}
