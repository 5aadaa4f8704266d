package io.millrace.server.operation;

import io.millrace.frontdoor.Operation;
import io.millrace.server.stream.Shard;
import io.millrace.server.stream.Stream;
import java.util.List;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamResponse;
import software.amazon.awssdk.services.kinesis.model.EnhancedMetrics;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** Says what a stream is, with its shards page by page. */
final class DescribeStream implements Operation<DescribeStreamRequest, DescribeStreamResponse> {
    private static final int SHARDS_DEFAULT = 100;

    private final StreamFinder finder;

    DescribeStream(StreamFinder finder) {
        this.finder = finder;
    }

    @Override
    public Class<DescribeStreamRequest> inputType() {
        return DescribeStreamRequest.class;
    }

    @Override
    public DescribeStreamResponse handle(DescribeStreamRequest input) {
        Stream stream =
                finder.find(new StreamFinder.Reference(input.streamName(), input.streamARN(), input.streamId()));
        StreamStatus status = finder.statusOf(stream);
        List<Shard> rest = finder.hasShards(stream) ? stream.shards() : List.of();
        if (input.exclusiveStartShardId() != null) {
            // Ids sort like their numbers, and any text may stand here.
            rest = rest.stream()
                    .filter(shard -> shard.id().toString().compareTo(input.exclusiveStartShardId()) > 0)
                    .toList();
        }
        int limit = input.limit() == null ? SHARDS_DEFAULT : input.limit();
        List<Shard> page = rest.subList(0, Math.min(limit, rest.size()));
        boolean more = page.size() < rest.size();
        return DescribeStreamResponse.builder()
                .streamDescription(description -> description
                        .streamName(stream.name().value())
                        .streamARN(finder.arn(stream))
                        .streamStatus(status)
                        .streamModeDetails(
                                mode -> mode.streamMode(stream.properties().mode()))
                        .shards(WireShards.of(page))
                        .hasMoreShards(more)
                        .retentionPeriodHours(
                                Math.toIntExact(stream.properties().retention().toHours()))
                        .streamCreationTimestamp(stream.life().created())
                        .enhancedMonitoring(EnhancedMetrics.builder()
                                .shardLevelMetricsWithStrings(ShardMetrics.of(stream))
                                .build())
                        .encryptionType(WireEncryption.type(stream))
                        .keyId(WireEncryption.keyId(stream)))
                .build();
    }
}
