package io.millrace.firehose.destination;

import io.millrace.firehose.stream.Positions;
import java.io.Closeable;
import java.io.IOException;

/** Where one delivery stream's records go. One thread. */
public interface Destination extends Closeable {
    /** The positions behind which this destination knows everything to be stored; none if it does not keep them. */
    Positions delivered() throws IOException;

    /**
     * Stores a delivery exactly once: called again for the same intent, by this process or a later one, it stores what is
     * missing and nothing twice. Any exception leaves open what happened, and the call is to be repeated.
     */
    Outcome deliver(Delivery delivery) throws IOException;

    @Override
    default void close() {}

    /** What became of a delivery's records. */
    record Outcome(long delivered, long rejected) {}
}
