package io.millrace.storage;

import static io.millrace.storage.Format.BATCH_HEADER_BYTES;
import static io.millrace.storage.Format.SEGMENT_HEADER_BYTES;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** How much of the disk a log takes, and how much more it may. Changed by whoever changes the files; for any thread. */
final class DiskRoom {
    /** What one commit may add beside its records: a segment's beginning, a batch's, and an index's. */
    private static final int FIXED_BYTES = SEGMENT_HEADER_BYTES + BATCH_HEADER_BYTES + SegmentIndex.FIXED_BYTES;

    private final SegmentDirectory directory;
    private final LogStoreConfig.Disk config;
    private final AtomicLong sealedBytes = new AtomicLong();
    private final AtomicLong activeBytes = new AtomicLong();

    DiskRoom(SegmentDirectory directory, LogStoreConfig.Disk config) {
        this.directory = directory;
        this.config = config;
    }

    /** Segments that take no more were added, or went if it is below 0. */
    void sealed(long bytes) {
        sealedBytes.addAndGet(bytes);
    }

    /** The segment that takes appends has come to so many bytes, its index to be among them. */
    void active(long bytes) {
        activeBytes.set(bytes);
    }

    /** What segments take, and their indexes. */
    long used() {
        return sealedBytes.get() + activeBytes.get();
    }

    /** How many bytes of records, with {@link LogStore#RECORD_OVERHEAD_BYTES} for each, the next commit may have. */
    long left() throws IOException {
        long left = config.bytesMax() - used();
        if (config.freeBytesMin() > 0) {
            left = Math.min(left, directory.freeBytes() - config.freeBytesMin());
        }
        return Math.max(0, left - FIXED_BYTES);
    }
}
