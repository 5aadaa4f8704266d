package io.millrace.storage;

import java.nio.ByteBuffer;

/** Takes records one by one, in sequence order, where they stand in memory. */
@FunctionalInterface
public interface RecordVisitor {
    /**
     * Takes one record.
     *
     * @param source holds the payload's bytes until this call returns; its position and limit mean nothing
     */
    void visit(long sequence, long arrivalMillis, ByteBuffer source, int payloadPosition, int payloadBytes);
}
