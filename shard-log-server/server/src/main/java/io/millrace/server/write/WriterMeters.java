package io.millrace.server.write;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/** What a {@link WriterLoop} tells of itself; what it tells for every commit costs no more than an addition. */
final class WriterMeters {
    /** Where a commit on a disk that is well is, where one on a disk that is not is, and where nobody waits any more. */
    private static final Duration[] COMMIT_BOUNDS = LongStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry meters;
    private final Timer commits;
    private final DistributionSummary batches;
    private final Counter throttled;
    private final Counter full;
    private final Counter failed;

    WriterMeters(MeterRegistry meters) {
        this.meters = meters;
        commits = Timer.builder("millrace_log_commit_seconds")
                .description("Commits that succeeded, from the first byte written to the end of the force.")
                .serviceLevelObjectives(COMMIT_BOUNDS)
                .register(meters);
        batches = DistributionSummary.builder("millrace_log_commit_requests")
                .description("Requests that one commit acknowledged or refused.")
                .register(meters);
        throttled = refused("queue");
        full = refused("disk");
        failed = refused("failure");
    }

    private Counter refused(String reason) {
        return Counter.builder("millrace_log_refused_requests")
                .description("Requests none of whose records was acknowledged.")
                .tag("reason", reason)
                .register(meters);
    }

    /** Shows what waits for a commit. */
    static void watch(MeterRegistry meters, AtomicLong queuedRequests, AtomicLong queuedBytes) {
        Gauge.builder("millrace_log_queue_requests", queuedRequests, AtomicLong::get)
                .description("Requests that are not answered yet.")
                .register(meters);
        Gauge.builder("millrace_log_queue_bytes", queuedBytes, AtomicLong::get)
                .description("Payload bytes of requests that are not answered yet.")
                .register(meters);
    }

    /** Shows how long something has waited, and whether the log takes records. */
    void watch(WriterLoop loop) {
        Gauge.builder("millrace_log_oldest_unforced_seconds", loop, WriterLoop::oldestSeconds)
                .description("Age of the oldest request that is not answered yet, 0 if there is none.")
                .register(meters);
        Gauge.builder("millrace_log_writable", loop, open -> open.isWritable() ? 1 : 0)
                .description("1 while the log is open for appends, 0 from a failure until its recovery.")
                .register(meters);
    }

    void committed(long nanos, int requests) {
        commits.record(nanos, TimeUnit.NANOSECONDS);
        batches.record(requests);
    }

    void refused(Outcome outcome) {
        switch (outcome) {
            case Outcome.Acknowledged acknowledged -> {
                // It is not refused.
            }
            case Outcome.Sealed elsewhere -> {
                // Its records go to other shards.
            }
            case Outcome.Throttled queue -> throttled.increment();
            case Outcome.Full disk -> full.increment();
            case Outcome.Failed failure -> failed.increment();
        }
    }
}
