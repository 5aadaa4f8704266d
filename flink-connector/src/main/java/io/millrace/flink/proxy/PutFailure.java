package io.millrace.flink.proxy;

/**
 * An entry the stream refused while it may have taken others.
 *
 * @param index of the entry in the request
 */
public record PutFailure(int index, StreamException.Kind kind, String message) {}
