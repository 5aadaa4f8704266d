package io.millrace.server.write;

import java.time.Duration;

/**
 * Limits of a {@link WriterLoop}.
 *
 * @param queueRequests how many requests wait for a commit before more are throttled
 * @param queueBytes how many payload bytes do
 * @param batchRequests how many requests one commit takes
 * @param batchBytes how many payload bytes it takes; the last request may exceed it
 * @param reopenAfter how long after a failed commit the log is opened again at the earliest; doubles up to
 *     {@code reopenAfterMax} while opening fails
 */
public record WriterConfig(
        int queueRequests,
        long queueBytes,
        int batchRequests,
        long batchBytes,
        Duration reopenAfter,
        Duration reopenAfterMax) {
    /** The largest request the API takes must fit an empty queue. */
    private static final long QUEUE_BYTES_MIN = 16L << 20;

    public static final WriterConfig DEFAULT =
            new WriterConfig(10_000, 256L << 20, 1_024, 16L << 20, Duration.ofMillis(100), Duration.ofSeconds(5));

    public WriterConfig {
        if (queueRequests < 1 || batchRequests < 1 || batchBytes < 1 || queueBytes < QUEUE_BYTES_MIN) {
            throw new IllegalArgumentException("writer limits too small: %d requests, %d bytes queued; %d, %d a batch"
                    .formatted(queueRequests, queueBytes, batchRequests, batchBytes));
        }
        if (reopenAfter.isNegative() || reopenAfterMax.compareTo(reopenAfter) < 0) {
            throw new IllegalArgumentException("reopening after %s, at most %s".formatted(reopenAfter, reopenAfterMax));
        }
    }
}
