package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.LIMIT_EXCEEDED;

import io.millrace.frontdoor.ApiException;
import io.millrace.frontdoor.Operation;
import io.millrace.server.stream.Stream;
import io.millrace.server.stream.Streams;
import java.time.Instant;
import software.amazon.awssdk.services.kinesis.model.UpdateShardCountRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateShardCountResponse;

/** Has a stream's shards split and merged until there are so many, all of one size. */
final class UpdateShardCount implements Operation<UpdateShardCountRequest, UpdateShardCountResponse> {
    private static final int SHARDS_MAX = 10_000;
    private static final int TIMES_MAX = 10;

    private final StreamFinder finder;
    private final Updates updates;
    private final Scaling scaling;

    UpdateShardCount(StreamFinder finder, Updates updates, Scaling scaling) {
        this.finder = finder;
        this.updates = updates;
        this.scaling = scaling;
    }

    @Override
    public Class<UpdateShardCountRequest> inputType() {
        return UpdateShardCountRequest.class;
    }

    @Override
    public UpdateShardCountResponse handle(UpdateShardCountRequest input) {
        int target = input.targetShardCount();
        Streams.Change change = updates.update(
                new StreamFinder.Reference(input.streamName(), input.streamARN(), input.streamId()),
                stream -> scaled(stream, target));
        return UpdateShardCountResponse.builder()
                .streamName(change.before().name().value())
                .streamARN(finder.arn(change.before()))
                .currentShardCount(change.before().openShards().size())
                .targetShardCount(target)
                .build();
    }

    private Stream scaled(Stream stream, int target) {
        scaling.checkProvisioned(stream);
        int current = stream.openShards().size();
        scaling.checkTarget(stream, target);
        if (target > 2 * current) {
            throw refused("cannot scale up over double your current open shard count", current, target);
        }
        if (2 * target < current) {
            throw refused("cannot scale down below half your current open shard count", current, target);
        }
        if (target > SHARDS_MAX) {
            throw refused("cannot scale to more than %d shards".formatted(SHARDS_MAX), current, target);
        }
        Instant now = scaling.now();
        if (stream.capacity().scaledLately(now) >= TIMES_MAX) {
            throw refused("cannot be called more than %d times within 24 hours".formatted(TIMES_MAX), current, target);
        }
        return stream.with(stream.capacity().scaledTo(target, now));
    }

    private static ApiException refused(String why, int current, int target) {
        return LIMIT_EXCEEDED.because("UpdateShardCount %s. Current open shard count: %d, Target shard count: %d"
                .formatted(why, current, target));
    }
}
