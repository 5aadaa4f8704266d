package io.millrace.server.traffic;

import io.millrace.server.stream.Demand;
import io.millrace.server.stream.Shard;
import io.millrace.server.stream.Stream;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import software.amazon.awssdk.services.kinesis.model.StreamMode;

/** The traffic of every shard, by its number in the log. For any thread. */
public final class Traffic implements Demand {
    private static final double NANOS_PER_SECOND = 1e9;

    private final ThroughputConfig config;
    private final LongSupplier nanoTime;
    private final Map<Long, ShardTraffic> shards = new ConcurrentHashMap<>();

    /** @param nanoTime as {@link System#nanoTime} */
    public Traffic(ThroughputConfig config, LongSupplier nanoTime) {
        this.config = config;
        this.nanoTime = nanoTime;
    }

    /** Whether writes to the stream are to be counted one by one. */
    public boolean counts(Stream stream) {
        return config.enforced() || stream.properties().mode() == StreamMode.ON_DEMAND;
    }

    /** Whether a record may be written to a shard now; if so, it is counted against the limits. */
    public boolean admitWrite(Shard shard, long bytes) {
        long now = nanoTime.getAsLong();
        return of(shard, now).admitWrite(bytes, now);
    }

    /** Whether a call may read a shard now; if so, it is counted against the limit. */
    public boolean admitRead(Shard shard) {
        if (!config.enforced()) {
            return true;
        }
        long now = nanoTime.getAsLong();
        return of(shard, now).admitRead(now);
    }

    /** Counts what a call that was admitted has read. */
    public void charge(Shard shard, long bytes) {
        if (config.enforced()) {
            of(shard, nanoTime.getAsLong()).charge(bytes);
        }
    }

    /** The pace of a reader that has a shard's read limit for itself. */
    public Pace pace() {
        return new Pace(config, nanoTime);
    }

    @Override
    public double takeUse(Shard shard, Duration since) {
        ShardTraffic traffic = shards.get(shard.log());
        return traffic == null ? 0 : traffic.takeUse(since.toNanos() / NANOS_PER_SECOND);
    }

    @Override
    public void retain(Set<Long> logs) {
        shards.keySet().retainAll(logs);
    }

    private ShardTraffic of(Shard shard, long now) {
        ShardTraffic known = shards.get(shard.log());
        return known != null ? known : shards.computeIfAbsent(shard.log(), log -> new ShardTraffic(config, now));
    }
}
