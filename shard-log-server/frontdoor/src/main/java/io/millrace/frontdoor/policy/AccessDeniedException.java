package io.millrace.frontdoor.policy;

/** A caller may not do what it wants to; the message is for the caller. */
public final class AccessDeniedException extends Exception {
    private static final long serialVersionUID = 1;

    AccessDeniedException(String message) {
        super(message);
    }
}
