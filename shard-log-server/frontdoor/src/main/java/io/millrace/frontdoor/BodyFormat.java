package io.millrace.frontdoor;

/** What bodies are written in. */
public enum BodyFormat {
    JSON,
    CBOR
}
