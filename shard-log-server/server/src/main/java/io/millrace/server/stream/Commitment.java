package io.millrace.server.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.model.MinimumThroughputBillingCommitmentOutputStatus;

/**
 * The account's commitment to a minimum of throughput. Nobody is billed here; it is what allows warm throughput and more
 * consumers of an on-demand stream.
 *
 * @param started when it began last, empty if it never did
 * @param ended when it ends or ended, empty if nobody asked for its end
 */
public record Commitment(Optional<Instant> started, Optional<Instant> ended) {
    /** An account that never committed itself. */
    public static final Commitment NONE = new Commitment(Optional.empty(), Optional.empty());

    /** How long one lasts at least. */
    private static final Duration LEAST = Duration.ofHours(24);

    public boolean isOn(Instant now) {
        return started.isPresent() && ended.filter(end -> !now.isBefore(end)).isEmpty();
    }

    /** When it can end at the earliest. */
    public Optional<Instant> earliestEnd() {
        return started.map(begin -> begin.plus(LEAST));
    }

    public MinimumThroughputBillingCommitmentOutputStatus status(Instant now) {
        if (!isOn(now)) {
            return MinimumThroughputBillingCommitmentOutputStatus.DISABLED;
        }
        return ended.isEmpty()
                ? MinimumThroughputBillingCommitmentOutputStatus.ENABLED
                : MinimumThroughputBillingCommitmentOutputStatus.ENABLED_UNTIL_EARLIEST_ALLOWED_END;
    }

    /** On from now, or on further. */
    public Commitment enabled(Instant now) {
        return new Commitment(isOn(now) ? started : Optional.of(now), Optional.empty());
    }

    /** Over now, or as soon as it may be. */
    public Commitment disabled(Instant now) {
        if (!isOn(now) || ended.isPresent()) {
            return this;
        }
        return new Commitment(started, earliestEnd().map(earliest -> earliest.isAfter(now) ? earliest : now));
    }
}
