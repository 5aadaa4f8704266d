package io.millrace.server.testing.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands until it is moved, and may be moved back. */
final class SimulatedClock implements InstantSource {
    // The thread of stream changes reads it too.
    private volatile Instant now = Instant.parse("2026-11-23T10:00:00Z");

    void move(Duration by) {
        now = now.plus(by);
    }

    @Override
    public Instant instant() {
        return now;
    }
}
