package io.millrace.server.operation;

import io.millrace.frontdoor.Operation;
import io.millrace.server.operation.Tokens.Token;
import io.millrace.server.stream.Shard;
import io.millrace.server.stream.Stream;
import io.millrace.server.stream.Streams;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorResponse;

/** Makes an iterator at a position of a shard. */
final class GetShardIterator implements Operation<GetShardIteratorRequest, GetShardIteratorResponse> {
    private final StreamFinder finder;
    private final Streams streams;
    private final StartingPositions positions;
    private final Tokens tokens;

    GetShardIterator(StreamFinder finder, Streams streams, StartingPositions positions, Tokens tokens) {
        this.finder = finder;
        this.streams = streams;
        this.positions = positions;
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
        Optional<Stream> stream = finder.ifPresent(reference).filter(finder::hasShards);
        String streamName = finder.nameIn(reference);
        Shard shard = positions.shard(stream, streamName, input.shardId());
        long position = positions.position(
                streamName,
                shard,
                new StartingPositions.Wish(
                        name(), input.shardIteratorType(), input.startingSequenceNumber(), input.timestamp()));
        String iterator = tokens.seal(new Token(
                Tokens.Kind.SHARD_ITERATOR,
                streams.now(),
                shard.log(),
                position,
                stream.orElseThrow().name().value(),
                shard.id().toString()));
        return GetShardIteratorResponse.builder().shardIterator(iterator).build();
    }
}
