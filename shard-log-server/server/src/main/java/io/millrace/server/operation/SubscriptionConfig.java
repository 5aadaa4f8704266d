package io.millrace.server.operation;

import java.time.Duration;

/**
 * The life of subscriptions to shards; source: the API page of SubscribeToShard.
 *
 * @param life after which one ends, and its consumer subscribes again
 * @param heartbeat how often one without records says where it is
 * @param takeoverAfter how long one is safe from another of the same consumer and shard
 */
public record SubscriptionConfig(Duration life, Duration heartbeat, Duration takeoverAfter) {
    public static final SubscriptionConfig DEFAULT =
            new SubscriptionConfig(Duration.ofMinutes(5), Duration.ofSeconds(5), Duration.ofSeconds(5));

    public SubscriptionConfig {
        if (life.toMillis() < 1 || heartbeat.toMillis() < 1 || takeoverAfter.isNegative()) {
            throw new IllegalArgumentException("a subscription of %s with a heartbeat every %s, safe for %s"
                    .formatted(life, heartbeat, takeoverAfter));
        }
    }
}
