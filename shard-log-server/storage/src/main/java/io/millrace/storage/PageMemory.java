package io.millrace.storage;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/** Memory for reads past the page cache, which fill whole pages: a few buffers, used again. Any thread. */
final class PageMemory {
    /** Of one buffer: a stretch, and what is left of the pages at its ends. */
    static final int BYTES = ReadBuffers.STRETCH_BYTES + 2 * StagedBatch.PAGE_BYTES;

    private static final int BUFFERS_MAX = 16;

    private final Semaphore left = new Semaphore(BUFFERS_MAX);
    private final ConcurrentLinkedQueue<ByteBuffer> idle = new ConcurrentLinkedQueue<>();

    /** A buffer that begins at the beginning of a page, for its owner to give back; empty if all are taken. */
    Optional<ByteBuffer> take() {
        if (!left.tryAcquire()) {
            return Optional.empty();
        }
        ByteBuffer buffer = idle.poll();
        return Optional.of(
                buffer == null
                        ? ByteBuffer.allocateDirect(BYTES + StagedBatch.PAGE_BYTES)
                                .alignedSlice(StagedBatch.PAGE_BYTES)
                        : buffer.clear());
    }

    void give(ByteBuffer buffer) {
        idle.add(buffer);
        left.release();
    }
}
