package io.millrace.firehose.buffer;

import java.time.Duration;

/** How long to wait after a failure: doubling from 100 ms to 30 s, for as long as failures follow each other. */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LAST = Duration.ofSeconds(30);

    // Written by the one thread that waits.
    private Duration next = FIRST;

    Duration next() {
        Duration wait = next;
        Duration twice = next.multipliedBy(2);
        next = twice.compareTo(LAST) > 0 ? LAST : twice;
        return wait;
    }

    void reset() {
        next = FIRST;
    }
}
