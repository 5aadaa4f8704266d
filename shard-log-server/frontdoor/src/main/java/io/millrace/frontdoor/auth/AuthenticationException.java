package io.millrace.frontdoor.auth;

/** The caller is not let in; the message is AWS's and tells no secret. */
public final class AuthenticationException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Refusal refusal;

    AuthenticationException(Refusal refusal, String message) {
        super(message, null, false, false);
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }
}
