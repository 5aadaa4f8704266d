package io.millrace.server.stream;

import java.time.Instant;

/** What the metadata log remembers, in the order it happened. */
sealed interface StreamEvent {
    /** The key that seals iterators and page tokens, so that they outlive a restart. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record TokenKeyMade(byte[] key) implements StreamEvent {}

    /** Shard numbers below {@code next} are taken, whether their shards still exist or not. */
    record ShardNumbersTaken(long next) implements StreamEvent {}

    record StreamCreated(Stream stream) implements StreamEvent {}

    record StreamLeaving(String id, Instant gone) implements StreamEvent {}

    /** The stream is gone and its shards are dropped from the log. */
    record StreamForgotten(String id) implements StreamEvent {}
}
