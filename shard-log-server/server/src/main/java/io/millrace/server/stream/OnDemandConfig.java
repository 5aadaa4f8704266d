package io.millrace.server.stream;

import java.time.Duration;

/**
 * How streams in on-demand mode follow their traffic.
 *
 * @param streamsMax of the account
 * @param shardsMax of one stream, to which traffic may bring it
 * @param every how often traffic is looked at
 * @param quiet how long shards have little to do before they are merged
 */
public record OnDemandConfig(int streamsMax, int shardsMax, Duration every, Duration quiet) {
    public static final OnDemandConfig DEFAULT =
            new OnDemandConfig(50, 200, Duration.ofSeconds(10), Duration.ofHours(24));

    /** What a stream starts with and is never merged below. */
    public static final int SHARDS_MIN = 4;

    public OnDemandConfig {
        if (streamsMax < 0 || shardsMax < SHARDS_MIN || every.toMillis() < 1 || quiet.isNegative()) {
            throw new IllegalArgumentException(
                    "%d on-demand streams of at most %d shards, looked at every %s, merged after %s"
                            .formatted(streamsMax, shardsMax, every, quiet));
        }
    }
}
