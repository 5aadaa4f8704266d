package io.millrace.server.traffic;

/** What goes in and out of one shard. For any thread. */
public final class ShardTraffic {
    private final ThroughputConfig config;
    private final Bucket writeBytes;
    private final Bucket writeRecords;
    private final Bucket readBytes;
    private final Bucket reads;

    private long offeredBytes;
    private long offeredRecords;

    ShardTraffic(ThroughputConfig config, long now) {
        this.config = config;
        this.writeBytes = new Bucket(config.writeBytes(), now);
        this.writeRecords = new Bucket(config.writeRecords(), now);
        this.readBytes = new Bucket(config.readBytes(), now);
        this.reads = new Bucket(config.reads(), now);
    }

    /** Whether a record may be written now; if so, it is counted against the limits. */
    synchronized boolean admitWrite(long bytes, long now) {
        offeredBytes += bytes;
        offeredRecords++;
        if (!config.enforced()) {
            return true;
        }
        writeBytes.fill(now);
        writeRecords.fill(now);
        if (!writeBytes.holds((double) bytes) || !writeRecords.holds(1)) {
            return false;
        }
        writeBytes.take((double) bytes);
        writeRecords.take(1);
        return true;
    }

    /** Whether a call may read now; if so, it is counted against the limit. */
    synchronized boolean admitRead(long now) {
        readBytes.fill(now);
        reads.fill(now);
        if (!readBytes.isPaid() || !reads.holds(1)) {
            return false;
        }
        reads.take(1);
        return true;
    }

    /** Counts what a call has read. */
    synchronized void charge(long bytes) {
        readBytes.charge((double) bytes);
    }

    /** The share of its write limits that callers asked of the shard in so many seconds, and forgets it. */
    synchronized double takeUse(double seconds) {
        double use = Math.max(
                offeredBytes / (seconds * config.writeBytes()), offeredRecords / (seconds * config.writeRecords()));
        offeredBytes = 0;
        offeredRecords = 0;
        return use;
    }
}
