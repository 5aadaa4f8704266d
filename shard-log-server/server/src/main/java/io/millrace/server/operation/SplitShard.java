package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;

import io.millrace.frontdoor.Operation;
import io.millrace.model.HashKey;
import io.millrace.model.HashKeyRange;
import io.millrace.model.ShardId;
import io.millrace.server.stream.Resharding;
import io.millrace.server.stream.Shard;
import io.millrace.server.stream.Stream;
import java.math.BigInteger;
import java.util.List;
import software.amazon.awssdk.services.kinesis.model.SplitShardRequest;
import software.amazon.awssdk.services.kinesis.model.SplitShardResponse;

/** Closes a shard and opens two in its place, the second of which begins at a given hash key. */
final class SplitShard implements Operation<SplitShardRequest, SplitShardResponse> {
    private final StreamFinder finder;
    private final Reshards reshards;

    SplitShard(StreamFinder finder, Reshards reshards) {
        this.finder = finder;
        this.reshards = reshards;
    }

    @Override
    public Class<SplitShardRequest> inputType() {
        return SplitShardRequest.class;
    }

    @Override
    public SplitShardResponse handle(SplitShardRequest input) {
        StreamFinder.Reference reference =
                new StreamFinder.Reference(input.streamName(), input.streamARN(), input.streamId());
        ShardId shard = reshards.id(reference, input.shardToSplit());
        Stream stream = reshards.find(reference);
        Shard parent = reshards.open(stream, shard);
        BigInteger first = parent.range().start().value();
        BigInteger last = parent.range().end().value();
        BigInteger middle = new BigInteger(input.newStartingHashKey());
        // AWS leaves more than one hash key below the new start.
        if (middle.compareTo(first.add(BigInteger.ONE)) <= 0 || middle.compareTo(last) >= 0) {
            throw INVALID_ARGUMENT.because(("NewStartingHashKey %s used in SplitShard() on shard %s in stream %s under "
                            + "account %s is not both greater than one plus the shard's StartingHashKey %s and less "
                            + "than the shard's EndingHashKey %s.")
                    .formatted(
                            middle, parent.id(), stream.name(), finder.account().id(), first, last));
        }
        List<HashKeyRange> children = List.of(
                new HashKeyRange(parent.range().start(), new HashKey(middle.subtract(BigInteger.ONE))),
                new HashKeyRange(new HashKey(middle), parent.range().end()));
        reshards.reshard(stream, new Resharding.Wish(stream.id(), List.of(parent.id()), children));
        return SplitShardResponse.builder().build();
    }
}
