package io.millrace.storage;

import java.nio.ByteBuffer;

/** Hands on the records from a sequence on until a limit is reached. */
final class Reading implements RunReader.RecordVisitor {
    private final long from;
    private final ReadLimit limit;
    private final RecordVisitor visitor;
    private int records;
    private long payloadBytes;
    private boolean full;

    Reading(long from, ReadLimit limit, RecordVisitor visitor) {
        this.from = from;
        this.limit = limit;
        this.visitor = visitor;
    }

    @Override
    public boolean visit(long sequence, long arrivalMillis, ByteBuffer source, int position, int length) {
        if (sequence < from) {
            return true;
        }
        if (records > 0 && payloadBytes + length > limit.payloadBytes()) {
            full = true;
            return false;
        }
        visitor.visit(sequence, arrivalMillis, source, position, length);
        records++;
        payloadBytes += length;
        full = records == limit.records() || payloadBytes >= limit.payloadBytes();
        return !full;
    }

    long from() {
        return from;
    }

    boolean isFull() {
        return full;
    }

    int records() {
        return records;
    }
}
