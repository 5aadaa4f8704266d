package io.millrace.firehose.buffer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.firehose.destination.Destination;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** What one delivery stream's metrics say. */
final class DeliveryMeters implements AutoCloseable {
    private static final String TAG = "delivery_stream";
    private static final double MILLIS = 1_000.0;

    private final MeterRegistry meters;
    private final Counter records;
    private final Counter rejected;
    private final Counter bytes;
    private final Counter failures;
    private final Gauge freshness;

    // Written by the delivery's thread.
    private volatile Optional<Instant> oldest = Optional.empty();

    DeliveryMeters(MeterRegistry meters, String name, InstantSource clock) {
        this.meters = meters;
        this.records = meters.counter("firehose_delivery_records", TAG, name);
        this.rejected = meters.counter("firehose_delivery_rejected_records", TAG, name);
        this.bytes = meters.counter("firehose_delivery_bytes", TAG, name);
        this.failures = meters.counter("firehose_delivery_failures", TAG, name);
        this.freshness = Gauge.builder("firehose_delivery_freshness_seconds", () -> age(clock))
                .description("Age of the oldest record that is read and not delivered")
                .tag(TAG, name)
                .register(meters);
    }

    void delivered(Destination.Outcome outcome, long deliveredBytes) {
        records.increment((double) outcome.delivered());
        rejected.increment((double) outcome.rejected());
        bytes.increment((double) deliveredBytes);
        idle();
    }

    void failed() {
        failures.increment();
    }

    void oldest(Optional<Instant> arrival) {
        oldest = arrival;
    }

    void idle() {
        oldest = Optional.empty();
    }

    @Override
    public void close() {
        List.of(records, rejected, bytes, failures, freshness).forEach(meters::remove);
    }

    private double age(InstantSource clock) {
        return oldest.map(arrival -> Math.max(0, clock.millis() - arrival.toEpochMilli()) / MILLIS)
                .orElse(0.0);
    }
}
