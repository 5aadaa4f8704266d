package io.millrace.frontdoor.auth;

/**
 * Who has called.
 *
 * @param user the profile of the credentials file; empty for this process's own callers, and where nobody is asked
 */
public record Identity(String user, String accessKey) {
    /** Who may do everything: this process's own callers, and anybody where nobody is asked. */
    public static final Identity OWN = new Identity("", "");

    public boolean isOwn() {
        return user.isEmpty();
    }
}
