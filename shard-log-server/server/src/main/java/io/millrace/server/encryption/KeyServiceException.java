package io.millrace.server.encryption;

/** The key service refuses, or does not answer. */
public final class KeyServiceException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why there is no key. */
    public enum Reason {
        ACCESS_DENIED,
        DISABLED,
        INVALID_STATE,
        NOT_FOUND,
        NOT_SUBSCRIBED,
        THROTTLED,
        /** It cannot be reached, or fails itself. */
        UNAVAILABLE
    }

    public KeyServiceException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public KeyServiceException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
