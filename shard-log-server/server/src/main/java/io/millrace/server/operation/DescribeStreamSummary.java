package io.millrace.server.operation;

import io.millrace.frontdoor.Operation;
import io.millrace.server.stream.Stream;
import io.millrace.server.stream.Streams;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryResponse;
import software.amazon.awssdk.services.kinesis.model.EnhancedMetrics;
import software.amazon.awssdk.services.kinesis.model.StreamMode;

/**
 * Says what a stream is, without its shards. As AWS it does not tell its StreamId: clients that know one put it into their
 * requests, and AWS's SDK sends those to AWS, whatever endpoint it is given.
 */
final class DescribeStreamSummary implements Operation<DescribeStreamSummaryRequest, DescribeStreamSummaryResponse> {
    private static final int KIB = 1024;

    private final StreamFinder finder;
    private final Streams streams;

    DescribeStreamSummary(StreamFinder finder, Streams streams) {
        this.finder = finder;
        this.streams = streams;
    }

    @Override
    public Class<DescribeStreamSummaryRequest> inputType() {
        return DescribeStreamSummaryRequest.class;
    }

    @Override
    public DescribeStreamSummaryResponse handle(DescribeStreamSummaryRequest input) {
        Stream stream =
                finder.find(new StreamFinder.Reference(input.streamName(), input.streamARN(), input.streamId()));
        boolean warms = stream.properties().mode() == StreamMode.ON_DEMAND
                && streams.commitment().isOn(streams.now());
        return DescribeStreamSummaryResponse.builder()
                .streamDescriptionSummary(summary -> summary.streamName(
                                stream.name().value())
                        .streamARN(finder.arn(stream))
                        .streamStatus(finder.statusOf(stream))
                        .streamModeDetails(
                                mode -> mode.streamMode(stream.properties().mode()))
                        .retentionPeriodHours(
                                Math.toIntExact(stream.properties().retention().toHours()))
                        .streamCreationTimestamp(stream.life().created())
                        .enhancedMonitoring(EnhancedMetrics.builder()
                                .shardLevelMetricsWithStrings(ShardMetrics.of(stream))
                                .build())
                        .encryptionType(WireEncryption.type(stream))
                        .keyId(WireEncryption.keyId(stream))
                        .openShardCount(
                                finder.hasShards(stream) ? stream.openShards().size() : 0)
                        .consumerCount(streams.consumers().of(stream).size())
                        .warmThroughput(warms ? Scaling.warmThroughput(stream) : null)
                        .maxRecordSizeInKiB(stream.properties().maxRecordBytes() / KIB))
                .build();
    }
}
