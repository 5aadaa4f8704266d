package io.millrace.batch.step;

import java.time.Instant;
import java.util.Optional;

/**
 * When a step or a cluster came into being, began its work and ended.
 *
 * @param started for a cluster, when it was ready
 */
public record Timeline(Instant created, Optional<Instant> started, Optional<Instant> ended) {
    public static Timeline from(Instant created) {
        return new Timeline(created, Optional.empty(), Optional.empty());
    }

    public Timeline startedAt(Instant instant) {
        return new Timeline(created, Optional.of(instant), ended);
    }

    public Timeline endedAt(Instant instant) {
        return new Timeline(created, started, Optional.of(instant));
    }
}
