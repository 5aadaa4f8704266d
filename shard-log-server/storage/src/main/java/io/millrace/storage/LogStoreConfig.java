package io.millrace.storage;

/**
 * How a local log store works.
 *
 * @param segmentBytes past which a segment takes no more batches; also how much retention frees at a time
 * @param tailBytes of newest records kept in memory for readers that keep up, outside the heap; 0 keeps none
 */
public record LogStoreConfig(long segmentBytes, int tailBytes) {
    private static final long SEGMENT_BYTES_MAX = 1L << 30;

    public static final LogStoreConfig DEFAULT = new LogStoreConfig(256L << 20, 32 << 20);

    public LogStoreConfig {
        if (segmentBytes < 1 || segmentBytes > SEGMENT_BYTES_MAX) {
            throw new IllegalArgumentException("segment bytes out of [1, 2^30]: " + segmentBytes);
        }
        if (tailBytes < 0) {
            throw new IllegalArgumentException("tail bytes below 0: " + tailBytes);
        }
    }
}
