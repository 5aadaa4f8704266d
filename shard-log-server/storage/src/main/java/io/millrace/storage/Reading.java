package io.millrace.storage;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Collects records from a sequence on until a limit is reached. */
final class Reading implements RunReader.RecordVisitor {
    private final long from;
    private final ReadLimit limit;
    private final List<Batch.Entry> entries = new ArrayList<>();
    private long payloadBytes;
    private boolean full;

    Reading(long from, ReadLimit limit) {
        this.from = from;
        this.limit = limit;
    }

    @Override
    public boolean visit(long sequence, long arrivalMillis, ByteBuffer source, int position, int length) {
        if (sequence < from) {
            return true;
        }
        if (!entries.isEmpty() && payloadBytes + length > limit.payloadBytes()) {
            full = true;
            return false;
        }
        byte[] payload = new byte[length];
        source.get(position, payload);
        entries.add(new Batch.Entry(sequence, arrivalMillis, payload));
        payloadBytes += length;
        full = entries.size() == limit.records() || payloadBytes >= limit.payloadBytes();
        return !full;
    }

    boolean isFull() {
        return full;
    }

    Batch batch() {
        return new Batch(entries);
    }
}
