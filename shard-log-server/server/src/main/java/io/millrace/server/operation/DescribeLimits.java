package io.millrace.server.operation;

import io.millrace.frontdoor.Operation;
import io.millrace.server.stream.Streams;
import software.amazon.awssdk.services.kinesis.model.DescribeLimitsRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeLimitsResponse;

/** Says how many shards and on-demand streams the account has and may have. */
final class DescribeLimits implements Operation<DescribeLimitsRequest, DescribeLimitsResponse> {
    private final Streams streams;

    DescribeLimits(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Class<DescribeLimitsRequest> inputType() {
        return DescribeLimitsRequest.class;
    }

    @Override
    public DescribeLimitsResponse handle(DescribeLimitsRequest input) {
        Streams.Limits limits = streams.limits();
        return DescribeLimitsResponse.builder()
                .shardLimit(limits.shardsMax())
                .openShardCount(limits.openShards())
                .onDemandStreamCount(limits.onDemandStreams())
                .onDemandStreamCountLimit(limits.onDemandStreamsMax())
                .build();
    }
}
