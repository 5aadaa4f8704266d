package io.millrace.server.write;

import java.util.List;

/** What became of the appends of one request. They share one fate. */
public sealed interface Outcome {
    /** All are durable, at these places, in the order they were given. */
    record Acknowledged(List<Place> places) implements Outcome {
        public Acknowledged {
            places = List.copyOf(places);
        }
    }

    /** Too much is waiting. None was written. */
    record Throttled() implements Outcome {}

    /** The log has no room left on its disk for them. None was written. */
    record Full() implements Outcome {}

    /** A shard among them takes no more: its stream tells who does instead. None was written. */
    record Sealed() implements Outcome {}

    /** The log could not be written or is closed. Readers may yet see some of them: the caller was promised nothing. */
    record Failed() implements Outcome {}

    /** Where a record came to stand in its shard of the log. */
    record Place(long sequence, long arrivalMillis) {}
}
