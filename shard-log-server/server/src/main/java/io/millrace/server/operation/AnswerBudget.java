package io.millrace.server.operation;

import java.util.Optional;
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

    /** What one answer was given. Belongs to one answer, whose steps come one after the other. */
    final class Share {
        private long bytes;

        private Share(long bytes) {
            this.bytes = bytes;
        }

        long bytes() {
            return bytes;
        }

        /** Has the answer hold what it really holds: less than it was given, or more if its first record is larger. */
        void settle(long held) {
            left.addAndGet(bytes - held);
            bytes = held;
        }

        /** Gives back all of it; what is given back already is not given twice. */
        void giveBack() {
            settle(0);
        }
    }

    /** Takes as much as an answer may need, or what there is for it; empty if that is too little. */
    Optional<Share> take(long wanted) {
        while (true) {
            long now = left.get();
            long given = Math.min(wanted, now / PART);
            if (given < Math.min(wanted, BYTES_MIN)) {
                return Optional.empty();
            }
            if (left.compareAndSet(now, now - given)) {
                return Optional.of(new Share(given));
            }
        }
    }

    long left() {
        return left.get();
    }
}
