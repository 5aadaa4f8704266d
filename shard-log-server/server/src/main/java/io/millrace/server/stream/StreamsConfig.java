package io.millrace.server.stream;

import java.time.Duration;

/**
 * Limits and life of streams.
 *
 * @param creating how long a new stream is CREATING
 * @param updating how long one whose shards were changed is UPDATING
 * @param deleting how long a deleted one is DELETING
 * @param retention how long a new stream keeps its records
 * @param shardsMax open shards of the account
 * @param onDemand how streams in on-demand mode follow their traffic
 * @param retentionEvery how often records past their time are removed
 * @param snapshotAfterChanges how many changes of streams are remembered one by one before they are put together
 */
public record StreamsConfig(
        Duration creating,
        Duration updating,
        Duration deleting,
        Duration retention,
        int shardsMax,
        OnDemandConfig onDemand,
        Duration retentionEvery,
        int snapshotAfterChanges) {
    public static final StreamsConfig DEFAULT = new StreamsConfig(
            Duration.ofMillis(500),
            Duration.ofMillis(500),
            Duration.ofMillis(500),
            Duration.ofHours(24),
            500,
            OnDemandConfig.DEFAULT,
            Duration.ofMinutes(1),
            1_000);

    public StreamsConfig {
        if (creating.isNegative() || updating.isNegative() || deleting.isNegative()) {
            throw new IllegalArgumentException(
                    "creating for %s, updating for %s, deleting for %s".formatted(creating, updating, deleting));
        }
        if (retention.compareTo(Duration.ofSeconds(1)) < 0 || retentionEvery.toMillis() < 1) {
            throw new IllegalArgumentException("keeping for %s, looking every %s".formatted(retention, retentionEvery));
        }
        if (snapshotAfterChanges < 1) {
            throw new IllegalArgumentException("a snapshot after %d changes".formatted(snapshotAfterChanges));
        }
        if (shardsMax < 1) {
            throw new IllegalArgumentException("at most %d shards".formatted(shardsMax));
        }
    }
}
