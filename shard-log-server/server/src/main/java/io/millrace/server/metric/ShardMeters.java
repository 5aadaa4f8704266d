package io.millrace.server.metric;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.model.ShardId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The metrics of one shard, of which those are kept that its stream's owner enabled; each call is given their names. What
 * is shown begins with {@code Shard}, for a metric of another set of labels needs another name. For any thread.
 */
public final class ShardMeters {
    private final MeterRegistry registry;
    private final String stream;
    private final ShardId shard;
    private final Map<String, Meter> meters = new ConcurrentHashMap<>();

    ShardMeters(MeterRegistry registry, String stream, ShardId shard) {
        this.registry = registry;
        this.stream = stream;
        this.shard = shard;
    }

    /** Counts a record that was acknowledged. */
    public void incoming(Set<String> names, long bytes) {
        count(names, "IncomingRecords", 1);
        count(names, "IncomingBytes", bytes);
    }

    /** Counts records that were read, and how old the oldest is that waits. */
    public void outgoing(Set<String> names, long records, long bytes, long ageMillis) {
        count(names, "OutgoingRecords", records);
        count(names, "OutgoingBytes", bytes);
        if (names.contains("IteratorAgeMilliseconds")) {
            Meter meter = meters.computeIfAbsent(
                    "IteratorAgeMilliseconds",
                    name -> DistributionSummary.builder("Shard." + name)
                            .tag("StreamName", stream)
                            .tag("ShardId", shard.toString())
                            .register(registry));
            ((DistributionSummary) meter).record((double) ageMillis);
        }
    }

    /** Counts a record that was refused because of a limit. */
    public void writeThrottled(Set<String> names) {
        count(names, "WriteProvisionedThroughputExceeded", 1);
    }

    /** Counts a call that was. */
    public void readThrottled(Set<String> names) {
        count(names, "ReadProvisionedThroughputExceeded", 1);
    }

    /** Shows these alone. */
    void keep(Set<String> others) {
        meters.forEach((name, meter) -> {
            if (!others.contains(name)) {
                registry.remove(meter);
                meters.remove(name);
            }
        });
    }

    private void count(Set<String> names, String name, long amount) {
        if (names.contains(name)) {
            Meter meter = meters.computeIfAbsent(
                    name,
                    absent -> Counter.builder("Shard." + absent)
                            .tag("StreamName", stream)
                            .tag("ShardId", shard.toString())
                            .register(registry));
            ((Counter) meter).increment((double) amount);
        }
    }
}
