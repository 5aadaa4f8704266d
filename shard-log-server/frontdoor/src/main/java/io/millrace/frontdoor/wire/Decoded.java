package io.millrace.frontdoor.wire;

/** A well-formed body, read as a request. */
public sealed interface Decoded<T> {
    record Value<T>(T value) implements Decoded<T> {}

    /** The body holds a value of a type that the request does not have there; told in AWS's words. */
    record Mismatch<T>(String message) implements Decoded<T> {}
}
