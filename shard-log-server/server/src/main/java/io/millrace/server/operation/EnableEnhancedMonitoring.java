package io.millrace.server.operation;

import io.millrace.frontdoor.Operation;
import io.millrace.server.stream.Streams;
import java.util.HashSet;
import java.util.Set;
import software.amazon.awssdk.services.kinesis.model.EnableEnhancedMonitoringRequest;
import software.amazon.awssdk.services.kinesis.model.EnableEnhancedMonitoringResponse;

/** Makes a stream keep metrics for each shard. */
final class EnableEnhancedMonitoring
        implements Operation<EnableEnhancedMonitoringRequest, EnableEnhancedMonitoringResponse> {
    private final StreamFinder finder;
    private final Updates updates;

    EnableEnhancedMonitoring(StreamFinder finder, Updates updates) {
        this.finder = finder;
        this.updates = updates;
    }

    @Override
    public Class<EnableEnhancedMonitoringRequest> inputType() {
        return EnableEnhancedMonitoringRequest.class;
    }

    @Override
    public EnableEnhancedMonitoringResponse handle(EnableEnhancedMonitoringRequest input) {
        Streams.Change change = updates.update(
                new StreamFinder.Reference(input.streamName(), input.streamARN(), input.streamId()), stream -> {
                    Set<String> all = new HashSet<>(stream.properties().shardMetrics());
                    all.addAll(ShardMetrics.named(input.shardLevelMetrics()));
                    return stream.with(stream.properties().withShardMetrics(all));
                });
        return EnableEnhancedMonitoringResponse.builder()
                .streamName(change.after().name().value())
                .streamARN(finder.arn(change.after()))
                .currentShardLevelMetricsWithStrings(ShardMetrics.of(change.before()))
                .desiredShardLevelMetricsWithStrings(ShardMetrics.of(change.after()))
                .build();
    }
}
