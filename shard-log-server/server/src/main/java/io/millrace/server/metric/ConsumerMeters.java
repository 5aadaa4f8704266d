package io.millrace.server.metric;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;

/** The metrics of one consumer of a stream. For any thread. */
public final class ConsumerMeters {
    private final MeterRegistry registry;
    private final String stream;
    private final String consumer;
    private final List<Meter> meters = new ArrayList<>();

    private final Counter success;
    private final Counter rateExceeded;
    private final Counter eventSuccess;
    private final Counter eventRecords;
    private final Counter eventBytes;
    private final DistributionSummary behind;

    ConsumerMeters(MeterRegistry registry, String stream, String consumer) {
        this.registry = registry;
        this.stream = stream;
        this.consumer = consumer;
        success = counter("SubscribeToShard.Success");
        rateExceeded = counter("SubscribeToShard.RateExceeded");
        eventSuccess = counter("SubscribeToShardEvent.Success");
        eventRecords = counter("SubscribeToShardEvent.Records");
        eventBytes = counter("SubscribeToShardEvent.Bytes");
        behind = DistributionSummary.builder("SubscribeToShardEvent.MillisBehindLatest")
                .tag("StreamName", stream)
                .tag("ConsumerName", consumer)
                .register(registry);
        meters.add(behind);
    }

    /** Counts a subscription that began. */
    public void subscribed() {
        success.increment();
    }

    /** Counts one that came too soon after another. */
    public void refused() {
        rateExceeded.increment();
    }

    /**
     * Counts an event that was sent.
     *
     * @param bytes of its records as they are stored
     */
    public void event(int records, long bytes, long behindMillis) {
        eventSuccess.increment();
        eventRecords.increment(records);
        eventBytes.increment((double) bytes);
        behind.record((double) behindMillis);
    }

    void remove() {
        meters.forEach(registry::remove);
    }

    private Counter counter(String name) {
        Counter counter = Counter.builder(name)
                .tag("StreamName", stream)
                .tag("ConsumerName", consumer)
                .register(registry);
        meters.add(counter);
        return counter;
    }
}
