package io.millrace.flink.proxy;

import java.time.Instant;
import java.util.List;

/**
 * The shards of a stream at one moment.
 *
 * @param serverTime the service's clock when it answered, cut to the second: what arrived before the call arrived before
 *     one second later
 */
public record ShardListing(List<ShardDescription> shards, Instant serverTime) {
    public ShardListing {
        shards = List.copyOf(shards);
    }
}
