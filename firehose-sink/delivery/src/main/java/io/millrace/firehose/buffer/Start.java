package io.millrace.firehose.buffer;

import java.time.Instant;

/** Where the reading of a shard begins that has given nothing yet. */
sealed interface Start {
    /** At the oldest record there is. */
    record TrimHorizon() implements Start {}

    /** At the first record that arrived then or later. */
    record At(Instant arrival) implements Start {}
}
