package io.millrace.firehose.destination;

import io.millrace.firehose.stream.Intent;
import io.millrace.firehose.stream.Positions;
import java.io.IOException;
import java.time.Instant;

/**
 * The records of one full buffer.
 *
 * @param after the positions of all shards once it is stored
 */
public record Delivery(Intent intent, Positions after, Records records) {
    /** Can be gone through again and again. */
    @FunctionalInterface
    public interface Records {
        void forEach(Visitor visitor) throws IOException;
    }

    /** Takes one record after the other. */
    @FunctionalInterface
    public interface Visitor {
        /** Takes one record, whose data is the visitor's to keep. */
        void visit(byte[] data, Instant arrival) throws IOException;
    }
}
