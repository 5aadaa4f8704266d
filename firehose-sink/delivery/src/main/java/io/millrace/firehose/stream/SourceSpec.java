package io.millrace.firehose.stream;

import io.millrace.model.StreamName;

/** Where a delivery stream's records come from. */
public sealed interface SourceSpec {
    /** Callers put them; they wait in a stream of the delivery stream's own. */
    record DirectPut() implements SourceSpec {}

    /** A stream of the caller's, from the creation of the delivery stream on. */
    record KinesisStream(StreamName stream) implements SourceSpec {}
}
