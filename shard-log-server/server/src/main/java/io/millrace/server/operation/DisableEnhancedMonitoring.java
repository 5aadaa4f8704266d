package io.millrace.server.operation;

import io.millrace.frontdoor.Operation;
import io.millrace.server.metric.KinesisMeters;
import io.millrace.server.stream.Streams;
import java.util.HashSet;
import java.util.Set;
import software.amazon.awssdk.services.kinesis.model.DisableEnhancedMonitoringRequest;
import software.amazon.awssdk.services.kinesis.model.DisableEnhancedMonitoringResponse;

/** Makes a stream keep metrics for its shards no more. */
final class DisableEnhancedMonitoring
        implements Operation<DisableEnhancedMonitoringRequest, DisableEnhancedMonitoringResponse> {
    private final StreamFinder finder;
    private final Updates updates;
    private final KinesisMeters meters;

    DisableEnhancedMonitoring(StreamFinder finder, Updates updates, KinesisMeters meters) {
        this.finder = finder;
        this.updates = updates;
        this.meters = meters;
    }

    @Override
    public Class<DisableEnhancedMonitoringRequest> inputType() {
        return DisableEnhancedMonitoringRequest.class;
    }

    @Override
    public DisableEnhancedMonitoringResponse handle(DisableEnhancedMonitoringRequest input) {
        Streams.Change change = updates.update(
                new StreamFinder.Reference(input.streamName(), input.streamARN(), input.streamId()), stream -> {
                    Set<String> all = new HashSet<>(stream.properties().shardMetrics());
                    all.removeAll(ShardMetrics.named(input.shardLevelMetrics()));
                    return stream.with(stream.properties().withShardMetrics(all));
                });
        meters.keepShardMetrics(change.after(), change.after().properties().shardMetrics());
        return DisableEnhancedMonitoringResponse.builder()
                .streamName(change.after().name().value())
                .streamARN(finder.arn(change.after()))
                .currentShardLevelMetricsWithStrings(ShardMetrics.of(change.before()))
                .desiredShardLevelMetricsWithStrings(ShardMetrics.of(change.after()))
                .build();
    }
}
