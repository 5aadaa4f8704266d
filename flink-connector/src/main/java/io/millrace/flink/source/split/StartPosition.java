package io.millrace.flink.source.split;

import java.io.Serializable;
import java.time.Instant;

/** Where a source that is not restored begins to read. */
public sealed interface StartPosition extends Serializable {
    /** With the oldest records retained. */
    record TrimHorizon() implements StartPosition {
        private static final long serialVersionUID = 1L;
    }

    /** With the records that arrive from the second on in which the source starts. */
    record Latest() implements StartPosition {
        private static final long serialVersionUID = 1L;
    }

    /** With the records that arrived at or after an instant of the past. */
    record AtTimestamp(Instant arrival) implements StartPosition {
        private static final long serialVersionUID = 1L;
    }
}
