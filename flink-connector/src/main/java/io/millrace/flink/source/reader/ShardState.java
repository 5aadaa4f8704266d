package io.millrace.flink.source.reader;

import io.millrace.flink.source.split.Progress;
import io.millrace.flink.source.split.ShardSplit;
import java.math.BigInteger;
import java.time.Instant;

/** How far a shard is emitted; only the task's thread touches it. */
final class ShardState {
    private ShardSplit split;

    ShardState(ShardSplit split) {
        this.split = split;
    }

    void emitted(BigInteger sequenceNumber) {
        split = split.with(new Progress.After(sequenceNumber));
    }

    void completeUntil(Instant instant) {
        split = split.completeUntil(instant);
    }

    ShardSplit split() {
        return split;
    }
}
