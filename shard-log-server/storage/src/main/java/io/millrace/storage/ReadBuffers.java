package io.millrace.storage;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;

/** Memory that runs are read into, outside the heap and used again. Any thread. */
final class ReadBuffers {
    /** A run of small records fits; one with a larger record at its end may not. */
    private static final int RUN_BYTES = 2 * StagedBatch.RUN_BYTES;

    private static final int RUNS_KEPT_MAX = 64;

    /** What is read from the disk at once at most, but for a run that is larger. */
    static final int STRETCH_BYTES = 1 << 20;

    private static final int STRETCHES_KEPT_MAX = 16;

    private final ArrayBlockingQueue<ByteBuffer> runs = new ArrayBlockingQueue<>(RUNS_KEPT_MAX);
    private final ArrayBlockingQueue<ByteBuffer> stretches = new ArrayBlockingQueue<>(STRETCHES_KEPT_MAX);

    /** A buffer of exactly so many bytes left; its owner gives it back, or leaves it to be collected. */
    ByteBuffer take(int bytes) {
        if (bytes > STRETCH_BYTES) {
            return ByteBuffer.allocate(bytes);
        }
        ByteBuffer buffer = bytes > RUN_BYTES ? take(stretches, STRETCH_BYTES) : take(runs, RUN_BYTES);
        return buffer.clear().limit(bytes);
    }

    private static ByteBuffer take(ArrayBlockingQueue<ByteBuffer> kept, int bytes) {
        ByteBuffer buffer = kept.poll();
        return buffer == null ? ByteBuffer.allocateDirect(bytes) : buffer;
    }

    /** Nobody looks at the buffer any more. */
    void give(ByteBuffer buffer) {
        switch (buffer.capacity()) {
            case RUN_BYTES -> runs.offer(buffer);
            case STRETCH_BYTES -> stretches.offer(buffer);
            default -> {
                // Too large to be kept.
            }
        }
    }
}
