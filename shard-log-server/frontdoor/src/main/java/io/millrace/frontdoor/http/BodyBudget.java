package io.millrace.frontdoor.http;

import com.linecorp.armeria.common.HttpRequest;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of request bodies may be under way at once. A body is taken in only if there is room for all of it, and a
 * large one only while there is much: callers who are slow to send what they announced keep out others as large, and
 * smaller ones last. Any thread.
 */
final class BodyBudget {
    /** A body is never given more than this part of what is left, so that smaller ones find something too. */
    static final int PART = 4;

    private final int bodyBytesMax;
    private final AtomicLong left;

    /** @param bodyBytesMax of one body; also what a body is taken for whose length is not announced */
    BodyBudget(long bytes, int bodyBytesMax) {
        this.bodyBytesMax = bodyBytesMax;
        left = new AtomicLong(bytes);
    }

    /** Room for one body. Belongs to one request, whose steps come one after the other. */
    final class Room {
        private long bytes;

        private Room(long bytes) {
            this.bytes = bytes;
        }

        /** Gives back what a body turned out not to need. */
        void shrinkTo(long length) {
            if (length < bytes) {
                left.addAndGet(bytes - length);
                bytes = length;
            }
        }

        /** Gives back all of it; what is given back already is not given twice. */
        void giveBack() {
            shrinkTo(0);
        }
    }

    /** Makes room for a request's body; empty if there is none. */
    Optional<Room> take(HttpRequest request) {
        long announced = request.headers().contentLength();
        long length = announced >= 0 ? announced : request.isEmpty() ? 0 : bodyBytesMax;
        // A longer one is cut off, and refused, at the limit.
        return take(Math.min(length, bodyBytesMax));
    }

    Optional<Room> take(long bytes) {
        while (true) {
            long now = left.get();
            if (bytes > now / PART) {
                return Optional.empty();
            }
            if (left.compareAndSet(now, now - bytes)) {
                return Optional.of(new Room(bytes));
            }
        }
    }

    long left() {
        return left.get();
    }
}
