package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.EXPIRED_NEXT_TOKEN;
import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;
import static io.millrace.server.operation.KinesisError.RESOURCE_IN_USE;

import io.millrace.frontdoor.Operation;
import io.millrace.model.StreamName;
import io.millrace.server.operation.Tokens.Token;
import io.millrace.server.stream.Shard;
import io.millrace.server.stream.Stream;
import io.millrace.server.stream.Streams;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.ShardFilter;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** Lists a stream's shards, all or those that a filter leaves, page by page. */
final class ListShards implements Operation<ListShardsRequest, ListShardsResponse> {
    private static final int SHARDS_DEFAULT = 1_000;

    private final StreamFinder finder;
    private final Streams streams;
    private final Tokens tokens;

    /** What is listed. {@code filter} is as a token keeps it; {@code afterId} leaves out ids up to it. */
    private record Page(Stream stream, String filter, String afterId) {}

    ListShards(StreamFinder finder, Streams streams, Tokens tokens) {
        this.finder = finder;
        this.streams = streams;
        this.tokens = tokens;
    }

    @Override
    public Class<ListShardsRequest> inputType() {
        return ListShardsRequest.class;
    }

    @Override
    public ListShardsResponse handle(ListShardsRequest input) {
        Page page = input.nextToken() == null ? firstPage(input) : nextPage(input, input.nextToken());
        StreamStatus status = finder.statusOf(page.stream);
        if (status == StreamStatus.CREATING || status == StreamStatus.DELETING) {
            throw RESOURCE_IN_USE.because("Stream %s under account %s not ACTIVE, instead in state %s"
                    .formatted(page.stream.name(), finder.account().id(), status));
        }
        List<Shard> rest = page.stream.shards().stream()
                .filter(selects(page.stream, page.filter))
                .filter(shard -> shard.id().toString().compareTo(page.afterId) > 0)
                .toList();
        int limit = input.maxResults() == null ? SHARDS_DEFAULT : input.maxResults();
        List<Shard> shards = rest.subList(0, Math.min(limit, rest.size()));
        ListShardsResponse.Builder output = ListShardsResponse.builder().shards(WireShards.of(shards));
        if (shards.size() < rest.size()) {
            output.nextToken(tokens.seal(new Token(
                    Tokens.Kind.SHARD_PAGE,
                    streams.now(),
                    page.stream.life().created().toEpochMilli(),
                    0,
                    page.stream.name().value(),
                    shards.getLast().id() + " " + page.filter)));
        }
        return output.build();
    }

    private Page firstPage(ListShardsRequest input) {
        if (input.streamName() == null && input.streamARN() == null && input.streamId() == null) {
            throw INVALID_ARGUMENT.because("Either NextToken or StreamName should be provided.");
        }
        StreamFinder.Reference reference =
                new StreamFinder.Reference(input.streamName(), input.streamARN(), input.streamId());
        Stream stream = finder.find(reference);
        Instant created = input.streamCreationTimestamp();
        // Clients send whole seconds.
        if (created != null
                && created.getEpochSecond() != stream.life().created().getEpochSecond()) {
            throw finder.notFound(finder.nameIn(reference));
        }
        String afterId = input.exclusiveStartShardId() == null ? "" : input.exclusiveStartShardId();
        return new Page(stream, filter(input.shardFilter()), afterId);
    }

    private Page nextPage(ListShardsRequest input, String nextToken) {
        if (input.streamName() != null || input.streamARN() != null || input.streamId() != null) {
            throw INVALID_ARGUMENT.because("NextToken and StreamName cannot be provided together.");
        }
        if (input.exclusiveStartShardId() != null || input.streamCreationTimestamp() != null) {
            throw INVALID_ARGUMENT.because(
                    "NextToken cannot be provided together with ExclusiveStartShardId or StreamCreationTimestamp.");
        }
        Token token = tokens.open(Tokens.Kind.SHARD_PAGE, nextToken)
                .orElseThrow(() -> INVALID_ARGUMENT.because("Invalid NextToken."));
        if (Expiry.isOver(token.issued(), streams.now())) {
            throw EXPIRED_NEXT_TOKEN.because(Expiry.message("NextToken", token.issued(), streams.now()));
        }
        Stream stream = streams.find(new StreamName(token.name()))
                .filter(found -> found.life().created().toEpochMilli() == token.log())
                .orElseThrow(() -> finder.notFound(token.name()));
        String[] note = token.note().split(" ", 2);
        return new Page(stream, note[1], note[0]);
    }

    /** A filter as text: its type, a hyphen, and its shard id or milliseconds. */
    private static String filter(@Nullable ShardFilter filter) {
        if (filter == null) {
            return "FROM_TRIM_HORIZON-";
        }
        return switch (filter.type()) {
            case AT_TRIM_HORIZON, FROM_TRIM_HORIZON, AT_LATEST -> {
                if (filter.shardId() != null || filter.timestamp() != null) {
                    throw INVALID_ARGUMENT.because(
                            "ShardFilter of type %s takes neither ShardId nor Timestamp.".formatted(filter.type()));
                }
                yield filter.type() + "-";
            }
            case AFTER_SHARD_ID -> {
                if (filter.shardId() == null || filter.timestamp() != null) {
                    throw INVALID_ARGUMENT.because(
                            "ShardFilter of type AFTER_SHARD_ID takes a ShardId and no Timestamp.");
                }
                yield filter.type() + "-" + filter.shardId();
            }
            case AT_TIMESTAMP, FROM_TIMESTAMP -> {
                if (filter.timestamp() == null || filter.shardId() != null) {
                    throw INVALID_ARGUMENT.because(
                            "ShardFilter of type %s takes a Timestamp and no ShardId.".formatted(filter.type()));
                }
                yield filter.type() + "-" + filter.timestamp().toEpochMilli();
            }
            case UNKNOWN_TO_SDK_VERSION -> throw new IllegalStateException("constraints let no other type pass");
        };
    }

    private Instant trimHorizon(Stream stream) {
        Instant kept = streams.now().minus(stream.properties().retention());
        Instant created = stream.life().created();
        return kept.isAfter(created) ? kept : created;
    }

    /** Readers who begin at a time from which nothing is kept would otherwise find no shard to begin with. */
    private Instant notBeforeTrimHorizon(Stream stream, String millis) {
        Instant time = Instant.ofEpochMilli(Long.parseLong(millis));
        Instant horizon = trimHorizon(stream);
        return time.isAfter(horizon) ? time : horizon;
    }

    private Predicate<Shard> selects(Stream stream, String filter) {
        String[] parts = filter.split("-", 2);
        return switch (parts[0]) {
            case "AFTER_SHARD_ID" -> shard -> shard.id().toString().compareTo(parts[1]) > 0;
            case "AT_LATEST" -> Shard::isOpen;
            case "AT_TRIM_HORIZON" -> {
                Instant at = trimHorizon(stream);
                yield shard -> shard.wasOpenAt(at);
            }
            case "AT_TIMESTAMP" -> {
                Instant at = notBeforeTrimHorizon(stream, parts[1]);
                yield shard -> shard.wasOpenAt(at);
            }
            case "FROM_TIMESTAMP" -> {
                // A shard that ends at the very time is among them.
                Instant before = notBeforeTrimHorizon(stream, parts[1]).minusMillis(1);
                yield shard -> shard.endsAfter(before);
            }
            default -> shard -> true;
        };
    }
}
