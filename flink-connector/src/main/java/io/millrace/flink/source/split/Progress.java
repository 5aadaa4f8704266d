package io.millrace.flink.source.split;

import java.math.BigInteger;
import java.time.Instant;

/** How far a shard is read. */
public sealed interface Progress {
    /** Nothing is read yet: begin with the oldest record retained. */
    record FromTrimHorizon() implements Progress {}

    /** Nothing is read yet: begin with the oldest record that arrived at or after an instant. */
    record FromTimestamp(Instant arrival) implements Progress {}

    /** Everything up to this record, itself included, is read. */
    record After(BigInteger sequenceNumber) implements Progress {
        public After {
            if (sequenceNumber.signum() < 0) {
                throw new IllegalArgumentException("negative sequence number: " + sequenceNumber);
            }
        }
    }

    /** The shard is read to its end. */
    record Finished() implements Progress {}
}
