package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;
import static io.millrace.server.operation.KinesisError.RESOURCE_NOT_FOUND;

import io.millrace.frontdoor.ApiException;
import io.millrace.model.SequenceNumber;
import io.millrace.model.ShardId;
import io.millrace.server.stream.Shard;
import io.millrace.server.stream.Stream;
import io.millrace.server.stream.Streams;
import io.millrace.storage.LogStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** Where in a shard a reader wants to begin. */
final class StartingPositions {
    private final StreamFinder finder;
    private final Streams streams;
    private final LogStore store;

    StartingPositions(StreamFinder finder, Streams streams, LogStore store) {
        this.finder = finder;
        this.streams = streams;
        this.store = store;
    }

    /**
     * What a request says; the SDK's request classes have null for what is absent.
     *
     * @param operation whose request it is, for messages
     */
    record Wish(
            String operation,
            ShardIteratorType type,
            @Nullable String sequenceNumber,
            @Nullable Instant timestamp) {}

    /** The shard that a request means; {@code stream} is empty if there is none whose shards can be read. */
    Shard shard(Optional<Stream> stream, String streamName, String shardId) {
        ShardId id = ShardIds.parse(shardId)
                .orElseThrow(() -> RESOURCE_NOT_FOUND.because("Could not find shard %s in stream %s under account %s."
                        .formatted(shardId, streamName, finder.account().id())));
        return stream.flatMap(found -> found.shard(id))
                .orElseThrow(() -> RESOURCE_NOT_FOUND.because("Shard %s in stream %s under account %s does not exist"
                        .formatted(id, streamName, finder.account().id())));
    }

    /** A sequence of the log, fixed now: what LATEST or a time means does not move while its reader waits. */
    long position(String streamName, Shard shard, Wish wish) {
        return switch (wish.type()) {
            case TRIM_HORIZON -> {
                refuseStartingSequenceNumber(wish);
                yield store.extent(shard.log()).first();
            }
            case LATEST -> {
                refuseStartingSequenceNumber(wish);
                yield store.extent(shard.log()).next();
            }
            case AT_SEQUENCE_NUMBER -> Math.max(0, startingSequence(streamName, shard, wish) - 1);
            case AFTER_SEQUENCE_NUMBER -> startingSequence(streamName, shard, wish);
            case AT_TIMESTAMP -> since(shard, wish);
            case UNKNOWN_TO_SDK_VERSION -> throw new IllegalStateException("constraints let no other type pass");
        };
    }

    private static void refuseStartingSequenceNumber(Wish wish) {
        if (wish.sequenceNumber() != null) {
            throw INVALID_ARGUMENT.because(mismatch(wish, "also a StartingSequenceNumber."));
        }
    }

    private static String mismatch(Wish wish, String what) {
        return ("Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or "
                        + "(2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified %s and %s")
                .formatted(wish.type(), what);
    }

    /** The sequence in the given number, one above the log's; see {@link Shard}. */
    private long startingSequence(String streamName, Shard shard, Wish wish) {
        String text = wish.sequenceNumber();
        if (text == null) {
            throw INVALID_ARGUMENT.because(mismatch(wish, "no StartingSequenceNumber."));
        }
        SequenceNumber number;
        try {
            number = SequenceNumber.parse(text);
        } catch (IllegalArgumentException e) {
            throw former(streamName, shard, wish, text);
        }
        checkShard(number.shardIndex(), shard);
        if (!shard.issued(number)) {
            throw invalid(streamName, shard, wish, text, " because it did not come from this stream.");
        }
        // An iterator past the end would pass over the records that are still to come.
        if (number.sequence() > store.extent(shard.log()).next()) {
            throw invalid(streamName, shard, wish, text, ".");
        }
        return number.sequence();
    }

    /** What is wrong with a number that is not of this server's layout. */
    private ApiException former(String streamName, Shard shard, Wish wish, String text) {
        Optional<FormerSequenceNumber> former = FormerSequenceNumber.parse(text);
        if (former.isEmpty()) {
            return invalid(streamName, shard, wish, text, ".");
        }
        checkShard(former.get().shardIndex(), shard);
        return invalid(streamName, shard, wish, former.get().text(), " because it did not come from this stream.");
    }

    private static void checkShard(int index, Shard shard) {
        if (index != shard.id().index()) {
            throw INVALID_ARGUMENT.because(
                    "Invalid StartingSequenceNumber. It encodes %s, while it was used in a call to a shard with %s"
                            .formatted(new ShardId(index), shard.id()));
        }
    }

    private ApiException invalid(String streamName, Shard shard, Wish wish, String number, String why) {
        return INVALID_ARGUMENT.because(
                "StartingSequenceNumber %s used in %s on shard %s in stream %s under account %s is invalid%s"
                        .formatted(
                                number,
                                wish.operation(),
                                shard.id(),
                                streamName,
                                finder.account().id(),
                                why));
    }

    private long since(Shard shard, Wish wish) {
        Instant timestamp = wish.timestamp();
        if (timestamp == null) {
            throw INVALID_ARGUMENT.because(
                    "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. "
                            + "Current request has no timestamp parameter.");
        }
        Instant now = streams.now();
        if (timestamp.isAfter(now)) {
            throw INVALID_ARGUMENT.because(("The timestampInMillis parameter cannot be greater than the "
                            + "currentTimestampInMillis. timestampInMillis: %d, currentTimestampInMillis: %d")
                    .formatted(timestamp.toEpochMilli(), now.toEpochMilli()));
        }
        try {
            return store.firstSince(shard.log(), timestamp.toEpochMilli());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
