package io.millrace.frontdoor.policy;

/** What policies say of a request. */
public enum Verdict {
    /** Nothing. */
    NONE,
    ALLOW,
    /** It has the last word. */
    DENY;

    Verdict and(Verdict other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
