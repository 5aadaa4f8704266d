package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;
import static io.millrace.server.operation.KinesisError.RESOURCE_IN_USE;
import static io.millrace.server.operation.KinesisError.RESOURCE_NOT_FOUND;

import io.millrace.frontdoor.ApiException;
import io.millrace.model.ShardId;
import io.millrace.server.stream.Resharding;
import io.millrace.server.stream.Shard;
import io.millrace.server.stream.ShardSealer;
import io.millrace.server.stream.Stream;
import io.millrace.server.stream.Streams;
import java.io.IOException;
import java.io.UncheckedIOException;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** What the operations that change a stream's shards have in common. */
final class Reshards {
    private final StreamFinder finder;
    private final Streams streams;
    private final Scaling scaling;
    private final ShardSealer sealer;

    Reshards(StreamFinder finder, Streams streams, Scaling scaling, ShardSealer sealer) {
        this.finder = finder;
        this.streams = streams;
        this.scaling = scaling;
        this.sealer = sealer;
    }

    /** The stream a request means, which must be ACTIVE and have shards that are its owner's to change. */
    Stream find(StreamFinder.Reference reference) {
        Stream stream = finder.find(reference);
        scaling.checkProvisioned(stream);
        StreamStatus status = finder.statusOf(stream);
        if (status != StreamStatus.ACTIVE) {
            throw notActive(stream, status);
        }
        return stream;
    }

    /** What a request calls a shard, which is judged before there need be such a stream. */
    ShardId id(StreamFinder.Reference reference, String shardId) {
        return ShardIds.parse(shardId).orElseThrow(() -> noShard(shardId, finder.nameIn(reference)));
    }

    /** An open shard of the stream. */
    Shard open(Stream stream, ShardId id) {
        Shard shard = stream.shard(id)
                .orElseThrow(() -> noShard(id.toString(), stream.name().value()));
        if (!shard.isOpen()) {
            throw notOpen(stream, shard.id());
        }
        return shard;
    }

    void reshard(Stream stream, Resharding.Wish wish) {
        switch (change(wish)) {
            case Resharding.Done done -> {
                // The caller asks when the stream is ACTIVE again.
            }
            case Resharding.Gone gone -> throw finder.notFound(stream.name().value());
            case Resharding.NotActive busy -> throw notActive(stream, busy.status());
            case Resharding.NotOpen closed -> throw notOpen(stream, closed.shard());
            case Resharding.TooManyShards over ->
                throw ShardLimit.exceeded(
                        finder.account(),
                        over.current(),
                        over.limit(),
                        wish.children().size() - wish.parents().size());
        }
    }

    private Resharding change(Resharding.Wish wish) {
        try {
            return streams.reshard(wish, sealer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ApiException noShard(String shard, String stream) {
        return RESOURCE_NOT_FOUND.because("Could not find shard %s in stream %s under account %s."
                .formatted(shard, stream, finder.account().id()));
    }

    private ApiException notActive(Stream stream, StreamStatus status) {
        return RESOURCE_IN_USE.because("Stream %s under account %s not ACTIVE, instead in state %s"
                .formatted(stream.name(), finder.account().id(), status));
    }

    private ApiException notOpen(Stream stream, ShardId shard) {
        return INVALID_ARGUMENT.because(("Shard %s in stream %s under account %s has already been merged or split, "
                        + "and thus is not eligible for merging or splitting.")
                .formatted(shard, stream.name(), finder.account().id()));
    }
}
