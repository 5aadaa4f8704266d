package io.millrace.storage;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/** Hands on the records from a sequence on until a limit is reached. */
final class Reading implements RunReader.RecordVisitor {
    private final long from;
    private final ReadLimit limit;
    private final RecordVisitor visitor;
    private int records;
    private long lastVisited = Long.MIN_VALUE;
    private long payloadBytes;
    private boolean full;
    private long rested;

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
        lastVisited = sequence;
        payloadBytes += length;
        full = records == limit.records() || payloadBytes >= limit.payloadBytes();
        return !full;
    }

    /** Whether it goes on behind so many bytes of runs, the last record of which has the sequence. */
    boolean wants(long runBytes, long lastSequence) {
        return payloadBytes + runBytes < limit.payloadBytes()
                && records + lastSequence - Math.max(from, lastVisited) < limit.records();
    }

    /** Lets others go first. */
    void rest(long nanos) {
        long until = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && !Thread.currentThread().isInterrupted(); left = until - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
        rested += nanos;
    }

    /** Nanoseconds. */
    long rested() {
        return rested;
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
