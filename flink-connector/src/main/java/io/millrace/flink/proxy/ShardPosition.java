package io.millrace.flink.proxy;

import java.math.BigInteger;
import java.time.Instant;

/** From where a shard is read. */
public sealed interface ShardPosition {
    /** The oldest record that is retained. */
    record TrimHorizon() implements ShardPosition {}

    /** The oldest record that arrived at or after an instant. */
    record AtTimestamp(Instant arrival) implements ShardPosition {}

    /**
     * The record with this sequence number itself. Reading from it and skipping it, rather than reading after it, tells
     * whether it and its successors are still retained.
     */
    record At(BigInteger sequenceNumber) implements ShardPosition {
        public At {
            if (sequenceNumber.signum() < 0) {
                throw new IllegalArgumentException("negative sequence number: " + sequenceNumber);
            }
        }
    }
}
