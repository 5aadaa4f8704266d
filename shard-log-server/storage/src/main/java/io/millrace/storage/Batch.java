package io.millrace.storage;

import java.util.List;

/** Records of one shard in sequence order. */
public record Batch(List<Entry> entries) {
    public static final Batch EMPTY = new Batch(List.of());

    public Batch {
        entries = List.copyOf(entries);
    }

    /** One record; the payload is the reader's to keep. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    public record Entry(long sequence, long arrivalMillis, byte[] payload) {}
}
