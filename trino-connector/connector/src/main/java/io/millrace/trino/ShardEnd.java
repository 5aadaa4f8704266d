package io.millrace.trino;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;

/** Where a split stops reading its shard; the same records each time, however often it is read. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ShardEnd.Drained.class, name = "drained"),
    @JsonSubTypes.Type(value = ShardEnd.Before.class, name = "before"),
    @JsonSubTypes.Type(value = ShardEnd.Pinned.class, name = "pinned"),
})
public sealed interface ShardEnd {
    /** The last record of a shard that was closed when the query was planned. */
    record Drained() implements ShardEnd {}

    /** The record before the one with this number. */
    record Before(String sequenceNumber) implements ShardEnd {}

    /**
     * The last record the shard held when the query was planned. No call tells its number, but an iterator of that
     * moment stands right behind it: the first record that the iterator ever returns is the first not to be read.
     *
     * @param pinnedAt by the coordinator's clock; stands in for an iterator that has expired unread
     */
    record Pinned(String shardIterator, Instant pinnedAt) implements ShardEnd {}
}
