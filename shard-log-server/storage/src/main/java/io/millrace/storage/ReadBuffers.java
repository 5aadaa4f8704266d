package io.millrace.storage;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;

/** Memory that runs are read into, outside the heap and used again. Any thread. */
final class ReadBuffers {
    /** A run of small records fits; one with a larger record at its end gets memory of its own. */
    private static final int BUFFER_BYTES = 2 * StagedBatch.RUN_BYTES;

    private static final int KEPT_MAX = 64;

    private final ArrayBlockingQueue<ByteBuffer> kept = new ArrayBlockingQueue<>(KEPT_MAX);

    /** A buffer of exactly so many bytes left; its owner gives it back, or leaves it to be collected. */
    ByteBuffer take(int bytes) {
        if (bytes > BUFFER_BYTES) {
            return ByteBuffer.allocate(bytes);
        }
        ByteBuffer buffer = kept.poll();
        return (buffer == null ? ByteBuffer.allocateDirect(BUFFER_BYTES) : buffer)
                .clear()
                .limit(bytes);
    }

    /** Nobody looks at the buffer any more. */
    void give(ByteBuffer buffer) {
        if (buffer.capacity() == BUFFER_BYTES) {
            kept.offer(buffer);
        }
    }
}
