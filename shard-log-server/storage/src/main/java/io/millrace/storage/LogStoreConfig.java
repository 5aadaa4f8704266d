package io.millrace.storage;

/**
 * How a local log store works.
 *
 * @param segmentBytes past which a segment takes no more batches; also how much retention frees at a time
 */
public record LogStoreConfig(long segmentBytes) {
    private static final long SEGMENT_BYTES_MAX = 1L << 30;

    public static final LogStoreConfig DEFAULT = new LogStoreConfig(256L << 20);

    public LogStoreConfig {
        if (segmentBytes < 1 || segmentBytes > SEGMENT_BYTES_MAX) {
            throw new IllegalArgumentException("segment bytes out of [1, 2^30]: " + segmentBytes);
        }
    }
}
