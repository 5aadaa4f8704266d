package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;
import static io.millrace.server.operation.KinesisError.RESOURCE_NOT_FOUND;

import io.millrace.frontdoor.Operation;
import io.millrace.model.SequenceNumber;
import io.millrace.model.ShardId;
import io.millrace.server.operation.Tokens.Token;
import io.millrace.server.stream.Shard;
import io.millrace.server.stream.Stream;
import io.millrace.server.stream.Streams;
import io.millrace.storage.LogStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** Makes an iterator at a position of a shard. */
final class GetShardIterator implements Operation<GetShardIteratorRequest, GetShardIteratorResponse> {
    private final StreamFinder finder;
    private final Streams streams;
    private final LogStore store;
    private final Tokens tokens;

    GetShardIterator(StreamFinder finder, Streams streams, LogStore store, Tokens tokens) {
        this.finder = finder;
        this.streams = streams;
        this.store = store;
        this.tokens = tokens;
    }

    @Override
    public Class<GetShardIteratorRequest> inputType() {
        return GetShardIteratorRequest.class;
    }

    @Override
    public GetShardIteratorResponse handle(GetShardIteratorRequest input) {
        StreamFinder.Reference reference =
                new StreamFinder.Reference(input.streamName(), input.streamARN(), input.streamId());
        // Shards come to be when creation ends.
        Optional<Stream> stream =
                finder.ifPresent(reference).filter(found -> finder.statusOf(found) != StreamStatus.CREATING);
        String streamName = finder.nameIn(reference);
        ShardId shardId = ShardIds.parse(input.shardId())
                .orElseThrow(() -> RESOURCE_NOT_FOUND.because("Could not find shard %s in stream %s under account %s."
                        .formatted(input.shardId(), streamName, finder.account().id())));
        Shard shard = stream.flatMap(found -> found.shard(shardId))
                .orElseThrow(() -> RESOURCE_NOT_FOUND.because("Shard %s in stream %s under account %s does not exist"
                        .formatted(shardId, streamName, finder.account().id())));
        long position = position(streamName, shard, input);
        String iterator = tokens.seal(new Token(
                Tokens.Kind.SHARD_ITERATOR,
                streams.now(),
                shard.log(),
                position,
                stream.orElseThrow().name().value(),
                shard.id().toString()));
        return GetShardIteratorResponse.builder().shardIterator(iterator).build();
    }

    /** A sequence of the log, fixed now: what LATEST or a time means does not move while the iterator waits. */
    private long position(String streamName, Shard shard, GetShardIteratorRequest input) {
        ShardIteratorType type = input.shardIteratorType();
        return switch (type) {
            case TRIM_HORIZON -> {
                refuseStartingSequenceNumber(input);
                yield store.extent(shard.log()).first();
            }
            case LATEST -> {
                refuseStartingSequenceNumber(input);
                yield store.extent(shard.log()).next();
            }
            case AT_SEQUENCE_NUMBER -> Math.max(0, startingSequence(streamName, shard, input) - 1);
            case AFTER_SEQUENCE_NUMBER -> startingSequence(streamName, shard, input);
            case AT_TIMESTAMP -> since(shard, input);
            case UNKNOWN_TO_SDK_VERSION -> throw new IllegalStateException("constraints let no other type pass");
        };
    }

    private static void refuseStartingSequenceNumber(GetShardIteratorRequest input) {
        if (input.startingSequenceNumber() != null) {
            throw INVALID_ARGUMENT.because(mismatch(input, "also a StartingSequenceNumber."));
        }
    }

    private static String mismatch(GetShardIteratorRequest input, String what) {
        return ("Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or "
                        + "(2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified %s and %s")
                .formatted(input.shardIteratorType(), what);
    }

    /** The sequence in the given number, one above the log's; see {@link Shard}. */
    private long startingSequence(String streamName, Shard shard, GetShardIteratorRequest input) {
        String text = input.startingSequenceNumber();
        if (text == null) {
            throw INVALID_ARGUMENT.because(mismatch(input, "no StartingSequenceNumber."));
        }
        String invalid =
                "StartingSequenceNumber %s used in GetShardIterator on shard %s in stream %s under account %s is invalid"
                        .formatted(
                                text, shard.id(), streamName, finder.account().id());
        SequenceNumber number;
        try {
            number = SequenceNumber.parse(text);
        } catch (IllegalArgumentException e) {
            throw INVALID_ARGUMENT.because(invalid + ".");
        }
        if (number.shardIndex() != shard.id().index()) {
            throw INVALID_ARGUMENT.because(
                    "Invalid StartingSequenceNumber. It encodes %s, while it was used in a call to a shard with %s"
                            .formatted(new ShardId(number.shardIndex()), shard.id()));
        }
        if (!shard.issued(number)) {
            throw INVALID_ARGUMENT.because(invalid + " because it did not come from this stream.");
        }
        // An iterator past the end would pass over the records that are still to come.
        if (number.sequence() > store.extent(shard.log()).next()) {
            throw INVALID_ARGUMENT.because(invalid + ".");
        }
        return number.sequence();
    }

    private long since(Shard shard, GetShardIteratorRequest input) {
        if (input.timestamp() == null) {
            throw INVALID_ARGUMENT.because(
                    "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. "
                            + "Current request has no timestamp parameter.");
        }
        Instant now = streams.now();
        if (input.timestamp().isAfter(now)) {
            throw INVALID_ARGUMENT.because(("The timestampInMillis parameter cannot be greater than the "
                            + "currentTimestampInMillis. timestampInMillis: %d, currentTimestampInMillis: %d")
                    .formatted(input.timestamp().toEpochMilli(), now.toEpochMilli()));
        }
        try {
            return store.firstSince(shard.log(), input.timestamp().toEpochMilli());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
