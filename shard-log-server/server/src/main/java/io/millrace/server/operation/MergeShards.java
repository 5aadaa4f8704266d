package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;

import io.millrace.frontdoor.Operation;
import io.millrace.model.HashKeyRange;
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
        Stream stream =
                reshards.find(new StreamFinder.Reference(input.streamName(), input.streamARN(), input.streamId()));
        Shard one = reshards.open(stream, input.shardToMerge());
        Shard other = reshards.open(stream, input.adjacentShardToMerge());
        Shard low = one.range().start().compareTo(other.range().start()) <= 0 ? one : other;
        Shard high = low.equals(one) ? other : one;
        if (!low.range()
                .end()
                .value()
                .add(BigInteger.ONE)
                .equals(high.range().start().value())) {
            throw INVALID_ARGUMENT.because(
                    "Shards %s and %s in stream %s under account %s are not an adjacent pair of shards eligible for merging"
                            .formatted(
                                    one.id(),
                                    other.id(),
                                    stream.name(),
                                    finder.account().id()));
        }
        reshards.reshard(
                stream,
                new Resharding.Wish(
                        stream.id(),
                        List.of(one.id(), other.id()),
                        List.of(new HashKeyRange(
                                low.range().start(), high.range().end()))));
        return MergeShardsResponse.builder().build();
    }
}
