package io.millrace.flink.proxy;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Why a call to a stream failed, told by what its caller can do about it. */
public final class StreamException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What a caller can do. */
    public enum Kind {
        /** Too fast: slow down and go on. */
        THROTTLED,
        /** The service was not reached or failed: try again, a bounded number of times. */
        UNAVAILABLE,
        /** Ask for a new iterator. */
        ITERATOR_EXPIRED,
        /** The stream or the shard does not exist. */
        NOT_FOUND,
        /** The service refused an argument. */
        INVALID_ARGUMENT,
        /** No repetition helps. */
        REFUSED
    }

    private final Kind kind;

    public StreamException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
