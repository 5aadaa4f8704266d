package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;
import static io.millrace.server.operation.KinesisError.LIMIT_EXCEEDED;
import static io.millrace.server.operation.KinesisError.VALIDATION;

import io.millrace.frontdoor.Account;
import io.millrace.server.stream.OnDemandConfig;
import io.millrace.server.stream.Stream;
import io.millrace.server.stream.Streams;
import java.time.Instant;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.WarmThroughputObject;

/**
 * What the operations that change a stream's capacity have in common. A shard is taken to write 1 MiB/s. Source of the
 * limits: the API reference of UpdateShardCount, UpdateStreamMode and UpdateStreamWarmThroughput.
 */
final class Scaling {
    private static final int WARM_MIBPS_MAX = 10 * 1024;
    private static final int SWITCHES_MAX = 2;

    private final Account account;
    private final Streams streams;

    Scaling(Account account, Streams streams) {
        this.account = account;
        this.streams = streams;
    }

    Instant now() {
        return streams.now();
    }

    /** Throws if the account may not have a stream's shards replaced by so many. */
    void checkRoom(Stream stream, int wanted) {
        Streams.Limits limits = streams.limits();
        int more = wanted - stream.openShards().size();
        if (more > 0 && (long) limits.openShards() + more > limits.shardsMax()) {
            throw ShardLimit.exceeded(account, limits.openShards(), limits.shardsMax(), more);
        }
    }

    /** Throws, in the words of UpdateShardCount, if the account may not have a stream scaled to so many shards. */
    void checkTarget(Stream stream, int target) {
        Streams.Limits limits = streams.limits();
        int current = stream.openShards().size();
        if (target > current && (long) limits.openShards() + target - current > limits.shardsMax()) {
            throw LIMIT_EXCEEDED.because(("Target shard count or number of open shards cannot be greater than %d. "
                            + "Current open shard count: %d, Target shard count: %d")
                    .formatted(limits.shardsMax(), current, target));
        }
    }

    /** Throws for a stream that decides on its shards itself. */
    void checkProvisioned(Stream stream) {
        if (stream.properties().mode() == StreamMode.ON_DEMAND) {
            throw VALIDATION.because("Request is invalid. Stream %s under account %s is in On-Demand mode."
                    .formatted(stream.name(), account.id()));
        }
    }

    /** Throws if one more stream may not be in on-demand mode. */
    void checkOnDemandStreams() {
        Streams.Limits limits = streams.limits();
        if (limits.onDemandStreams() >= limits.onDemandStreamsMax()) {
            throw LIMIT_EXCEEDED.because(
                    "This request would exceed the on-demand stream limit of %d for the account %s in %s."
                            .formatted(limits.onDemandStreamsMax(), account.id(), account.region()));
        }
    }

    /** Throws if a stream's mode was changed too often of late. */
    void checkSwitches(Stream stream) {
        if (stream.capacity().switchedLately(now()) >= SWITCHES_MAX) {
            throw LIMIT_EXCEEDED.because(("The capacity mode of stream %s under account %s was changed %d times "
                            + "within 24 hours, and may not be more often.")
                    .formatted(stream.name(), account.id(), SWITCHES_MAX));
        }
    }

    /** The shards that hold so much throughput ready; throws if a stream of the mode may not. */
    int warmShards(StreamMode mode, int mibps) {
        if (mode != StreamMode.ON_DEMAND) {
            throw INVALID_ARGUMENT.because("WarmThroughputMiBps is only supported in ON_DEMAND capacity mode.");
        }
        if (!streams.commitment().isOn(now())) {
            throw INVALID_ARGUMENT.because("WarmThroughputMiBps is only supported for accounts that have "
                    + "MinimumThroughputBillingCommitment enabled.");
        }
        if (mibps > WARM_MIBPS_MAX) {
            throw LIMIT_EXCEEDED.because(
                    "The warm throughput of a stream is at most %d MiBps, not %d.".formatted(WARM_MIBPS_MAX, mibps));
        }
        return Math.max(OnDemandConfig.SHARDS_MIN, mibps);
    }

    /** What a stream holds ready. */
    static WarmThroughputObject warmThroughput(Stream stream) {
        return WarmThroughputObject.builder()
                .targetMiBps(stream.capacity().warmMiBps())
                .currentMiBps(stream.openShards().size())
                .build();
    }
}
