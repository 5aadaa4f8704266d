package io.millrace.storage;

import static io.millrace.storage.Format.RECORD_HEADER_BYTES;
import static io.millrace.storage.Format.RUN_HEADER_BYTES;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Reads runs out of bytes, and believes nothing that does not verify. */
final class RunReader {
    private RunReader() {}

    /** Gets one record; the payload is the receiver's. */
    @FunctionalInterface
    interface RecordVisitor {
        /** Returns whether to go on. */
        boolean visit(long sequence, long arrivalMillis, ByteBuffer source, int payloadPosition, int payloadBytes);
    }

    /** What the run at a position covers, once its checksum and inner lengths hold; empty if they do not. */
    static Optional<Header> verify(ByteBuffer source, int position, int limit) {
        if (limit - position < RUN_HEADER_BYTES) {
            return Optional.empty();
        }
        int count = source.getInt(position + 12);
        int bytes = source.getInt(position + 16);
        if (count < 1 || bytes < 0 || bytes > limit - position - RUN_HEADER_BYTES) {
            return Optional.empty();
        }
        if (source.getInt(position) != Format.checksum(source, position + 4, RUN_HEADER_BYTES - 4 + bytes)) {
            return Optional.empty();
        }
        int first = position + RUN_HEADER_BYTES;
        int end = first + bytes;
        int last = first;
        int at = first;
        for (int record = 0; record < count; record++) {
            last = at;
            if (end - at < RECORD_HEADER_BYTES) {
                return Optional.empty();
            }
            at += RECORD_HEADER_BYTES + source.getInt(at + 16);
        }
        if (at != end) {
            return Optional.empty();
        }
        Run.Span span = new Run.Span(
                source.getLong(first), source.getLong(last), source.getLong(first + 8), source.getLong(last + 8));
        return Optional.of(new Header(source.getLong(position + 4), span, RUN_HEADER_BYTES + bytes));
    }

    /** Visits the records of a run that has been verified. */
    static void visit(ByteBuffer source, int position, RecordVisitor visitor) {
        int count = source.getInt(position + 12);
        int at = position + RUN_HEADER_BYTES;
        for (int record = 0; record < count; record++) {
            int payloadBytes = source.getInt(at + 16);
            if (!visitor.visit(
                    source.getLong(at), source.getLong(at + 8), source, at + RECORD_HEADER_BYTES, payloadBytes)) {
                return;
            }
            at += RECORD_HEADER_BYTES + payloadBytes;
        }
    }

    /**
     * A verified run.
     *
     * @param bytes header included
     */
    record Header(long shard, Run.Span span, int bytes) {}
}
