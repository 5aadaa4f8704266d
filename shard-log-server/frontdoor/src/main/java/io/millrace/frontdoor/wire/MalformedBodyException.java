package io.millrace.frontdoor.wire;

/** The body is not of its format at all, or breaks a limit of the codec. */
public final class MalformedBodyException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedBodyException(String message) {
        super(message);
    }

    MalformedBodyException(Throwable cause) {
        super(cause);
    }
}
