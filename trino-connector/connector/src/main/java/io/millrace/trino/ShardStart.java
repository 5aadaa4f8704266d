package io.millrace.trino;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;

/** Where a split begins to read its shard. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ShardStart.Horizon.class, name = "horizon"),
    @JsonSubTypes.Type(value = ShardStart.AtSequence.class, name = "sequence"),
    @JsonSubTypes.Type(value = ShardStart.AfterSequence.class, name = "after"),
    @JsonSubTypes.Type(value = ShardStart.AtTime.class, name = "time"),
})
public sealed interface ShardStart {
    /** The oldest record retained. */
    record Horizon() implements ShardStart {}

    /** The record with this number. */
    record AtSequence(String sequenceNumber) implements ShardStart {}

    /** The record after the one with this number. */
    record AfterSequence(String sequenceNumber) implements ShardStart {}

    /** The first record that arrived at or after the time. */
    record AtTime(Instant arrival) implements ShardStart {}
}
