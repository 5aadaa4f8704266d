package io.millrace.frontdoor;

/** What an operation has to say. */
sealed interface Reply permits DirectAnswer, Reply.Events {
    /** More than can be said at once. */
    record Events(EventSource source) implements Reply {}
}
