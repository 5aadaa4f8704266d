package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;

import io.millrace.frontdoor.Operation;
import io.millrace.model.HashKeyRange;
import io.millrace.model.ShardId;
import io.millrace.server.stream.Resharding;
import io.millrace.server.stream.Shard;
import io.millrace.server.stream.Stream;
import java.math.BigInteger;
import java.util.List;
import software.amazon.awssdk.services.kinesis.model.MergeShardsRequest;
import software.amazon.awssdk.services.kinesis.model.MergeShardsResponse;

/** Closes two shards next to each other and opens one in their place. */
final class MergeShards implements Operation<MergeShardsRequest, MergeShardsResponse> {
    private final StreamFinder finder;
    private final Reshards reshards;

    MergeShards(StreamFinder finder, Reshards reshards) {
        this.finder = finder;
        this.reshards = reshards;
    }

    @Override
    public Class<MergeShardsRequest> inputType() {
        return MergeShardsRequest.class;
    }

    @Override
    public MergeShardsResponse handle(MergeShardsRequest input) {
        StreamFinder.Reference reference =
                new StreamFinder.Reference(input.streamName(), input.streamARN(), input.streamId());
        ShardId first = reshards.id(reference, input.shardToMerge());
        ShardId second = reshards.id(reference, input.adjacentShardToMerge());
        Stream stream = reshards.find(reference);
        Shard low = reshards.open(stream, first);
        Shard high = reshards.open(stream, second);
        // The other way round, AWS does not take two shards for adjacent.
        if (!low.range()
                .end()
                .value()
                .add(BigInteger.ONE)
                .equals(high.range().start().value())) {
            throw INVALID_ARGUMENT.because(
                    "Shards %s and %s in stream %s under account %s are not an adjacent pair of shards eligible for merging"
                            .formatted(
                                    low.id(),
                                    high.id(),
                                    stream.name(),
                                    finder.account().id()));
        }
        reshards.reshard(
                stream,
                new Resharding.Wish(
                        stream.id(),
                        List.of(low.id(), high.id()),
                        List.of(new HashKeyRange(
                                low.range().start(), high.range().end()))));
        return MergeShardsResponse.builder().build();
    }
}
