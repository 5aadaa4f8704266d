package io.millrace.server.testing.simulation;

import static io.millrace.server.testing.simulation.Invariant.NO_ACKNOWLEDGED_RECORD_LOST;
import static io.millrace.server.testing.simulation.Invariant.RETENTION_ENDS;

import io.millrace.server.stream.Retention;
import io.millrace.server.stream.Shard;
import io.millrace.server.stream.Stream;
import io.millrace.storage.CorruptSegmentException;
import io.millrace.storage.Extent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Retention, and what it has to leave of the log and the streams. */
final class Expiry {
    static final Duration RETENTION = Duration.ofHours(24);

    private final Machine machine;
    private final ExpectedLog log;
    private final ExpectedStreams streams;
    private final List<String> trace;
    /** Closed shards that the last retention had to drop. */
    private List<Shard> over = List.of();

    Expiry(Machine machine, ExpectedLog log, ExpectedStreams streams, List<String> trace) {
        this.machine = machine;
        this.log = log;
        this.streams = streams;
        this.trace = trace;
    }

    void retain() throws IOException {
        trace.add("retention");
        run();
    }

    private void run() throws IOException {
        long before = before();
        expire(before);
        try {
            Retention.run(machine.streams(), machine.store());
        } catch (CorruptSegmentException e) {
            throw new InvariantViolation(NO_ACKNOWLEDGED_RECORD_LOST, "retention is refused: " + e.getMessage());
        } catch (IOException e) {
            trace.add("retention failed: " + e.getMessage());
            return;
        }
        retained(before);
    }

    /** A start has run retention. */
    void resumed() {
        long before = before();
        expire(before);
        streams.resolve(machine.streams());
        retained(before);
    }

    /** When the time of all records is over, the segment that takes appends is the only one left. */
    void expireAll() throws IOException {
        trace.add("everything expires");
        machine.clock().move(Duration.ofDays(1_000));
        run();
        run();
        List<String> segments = machine.directories().getFirst().list().stream()
                .filter(name -> name.endsWith(".segment"))
                .toList();
        RETENTION_ENDS.require(segments.size() == 1, "still there: " + segments);
    }

    private long before() {
        return machine.streams().now().minus(RETENTION).toEpochMilli();
    }

    private void expire(long before) {
        log.numbers().forEach(number -> log.shard(number).expire(before));
        over = streams.expire(Instant.ofEpochMilli(before));
        streams.forgetting(machine.streams().now()).forEach(this::forget);
    }

    private void retained(long before) {
        log.numbers().forEach(number -> log.shard(number).trim(before));
        for (Shard shard : over) {
            RETENTION_ENDS.require(machine.store().extent(shard.log()).equals(Extent.EMPTY), "a closed shard");
        }
        for (Stream stream : streams.forgotten(machine.streams().now())) {
            for (Shard shard : stream.shards()) {
                RETENTION_ENDS.require(machine.store().extent(shard.log()).equals(Extent.EMPTY), "a dropped shard");
            }
        }
    }

    private void forget(Stream stream) {
        stream.shards().forEach(shard -> log.forget(shard.log()));
    }
}
