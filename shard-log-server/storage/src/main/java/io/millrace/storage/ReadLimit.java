package io.millrace.storage;

/** How much one read returns at most; payload bytes may be exceeded by the first record only. */
public record ReadLimit(int records, int payloadBytes) {
    public ReadLimit {
        if (records < 1 || payloadBytes < 1) {
            throw new IllegalArgumentException("limits below 1: %d, %d".formatted(records, payloadBytes));
        }
    }
}
