package io.millrace.storage;

/**
 * How a local log store works.
 *
 * @param segmentBytes past which a segment takes no more batches; also how much retention frees at a time
 * @param tailBytes of newest records kept in memory for readers that keep up, outside the heap; 0 keeps none
 * @param disk how much of the disk it takes
 */
public record LogStoreConfig(long segmentBytes, int tailBytes, Disk disk) {
    private static final long SEGMENT_BYTES_MAX = 1L << 30;

    public static final LogStoreConfig DEFAULT = new LogStoreConfig(256L << 20, 32 << 20, Disk.DEFAULT);

    /**
     * What must be left before records are written; what retention writes is not subject to it.
     *
     * @param bytesMax of segments and their indexes; several segments, so that retention frees some before the last
     *     record expires
     * @param freeBytesMin of the volume's free space that appends leave to retention, to the streams' metadata and to
     *     indexes; 0 leaves none
     */
    public record Disk(long bytesMax, long freeBytesMin) {
        /** The largest batch, the largest index and the horizons of a hundred thousand shards together are less. */
        private static final long FREE_BYTES_MIN_DEFAULT = 128L << 20;

        public static final Disk DEFAULT = new Disk(Long.MAX_VALUE, FREE_BYTES_MIN_DEFAULT);
        public static final Disk UNLIMITED = new Disk(Long.MAX_VALUE, 0);

        public Disk {
            if (bytesMax < 1 || freeBytesMin < 0) {
                throw new IllegalArgumentException(
                        "a log of at most %d bytes that leaves %d free".formatted(bytesMax, freeBytesMin));
            }
        }
    }

    public LogStoreConfig {
        if (segmentBytes < 1 || segmentBytes > SEGMENT_BYTES_MAX) {
            throw new IllegalArgumentException("segment bytes out of [1, 2^30]: " + segmentBytes);
        }
        if (tailBytes < 0) {
            throw new IllegalArgumentException("tail bytes below 0: " + tailBytes);
        }
    }

    /** One that takes whatever the disk has. */
    public LogStoreConfig(long segmentBytes, int tailBytes) {
        this(segmentBytes, tailBytes, Disk.UNLIMITED);
    }
}
