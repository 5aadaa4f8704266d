package io.millrace.frontdoor.auth;

/** How callers prove who they are. */
public sealed interface Authentication {
    /** Not at all: whoever reaches the door comes in. For loopback addresses only. */
    record None() implements Authentication {}
}
