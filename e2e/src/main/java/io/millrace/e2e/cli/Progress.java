package io.millrace.e2e.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Says what is being done and how long it has taken since the start. Any thread. */
public final class Progress {
    private final PrintStream out;
    private final InstantSource clock;
    private final Instant start;

    public Progress(PrintStream out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
        this.start = clock.instant();
    }

    public void say(String message) {
        out.printf("[%5.1f s] %s%n", elapsed().toMillis() / 1_000.0, message);
        out.flush();
    }

    public Duration elapsed() {
        return Duration.between(start, clock.instant());
    }
}
