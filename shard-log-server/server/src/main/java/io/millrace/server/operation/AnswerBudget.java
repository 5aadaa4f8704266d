package io.millrace.server.operation;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of answers may be in memory at once, because their callers have not taken them yet. A caller who is slow
 * to take what it asked for holds its part; the others get smaller answers, and at last none. Any thread.
 */
final class AnswerBudget {
    /** A caller is never given more than this part of what is left, so that the next one finds something too. */
    private static final int PART = 4;

    /** Below it an answer is not worth its call. */
    private static final int BYTES_MIN = 64 << 10;

    private final AtomicLong left;

    AnswerBudget(long bytes) {
        left = new AtomicLong(bytes);
    }

    /** Takes as much as an answer may need, or what there is for it; 0 if that is too little. */
    int take(int wanted) {
        while (true) {
            long now = left.get();
            int given = (int) Math.min(wanted, now / PART);
            if (given < Math.min(wanted, BYTES_MIN)) {
                return 0;
            }
            if (left.compareAndSet(now, now - given)) {
                return given;
            }
        }
    }

    /** Gives back what an answer did not need, or no longer needs. */
    void give(long bytes) {
        left.addAndGet(bytes);
    }

    long left() {
        return left.get();
    }
}
