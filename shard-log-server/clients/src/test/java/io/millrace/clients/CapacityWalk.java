package io.millrace.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import software.amazon.awssdk.services.kinesis.model.DescribeAccountSettingsRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeAccountSettingsResponse;
import software.amazon.awssdk.services.kinesis.model.MergeShardsRequest;
import software.amazon.awssdk.services.kinesis.model.MergeShardsResponse;
import software.amazon.awssdk.services.kinesis.model.MinimumThroughputBillingCommitmentInputStatus;
import software.amazon.awssdk.services.kinesis.model.ScalingType;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.SplitShardRequest;
import software.amazon.awssdk.services.kinesis.model.SplitShardResponse;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.UpdateAccountSettingsRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateAccountSettingsResponse;
import software.amazon.awssdk.services.kinesis.model.UpdateMaxRecordSizeRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateMaxRecordSizeResponse;
import software.amazon.awssdk.services.kinesis.model.UpdateShardCountRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateShardCountResponse;
import software.amazon.awssdk.services.kinesis.model.UpdateStreamModeRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateStreamModeResponse;
import software.amazon.awssdk.services.kinesis.model.UpdateStreamWarmThroughputRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateStreamWarmThroughputResponse;

/** How much a stream takes, and in how many shards. */
final class CapacityWalk {
    private final WalkedStream stream;

    CapacityWalk(WalkedStream stream) {
        this.stream = stream;
    }

    void go() {
        shards();
        capacity();
    }

    private void shards() {
        stream.call(
                SplitShardRequest.builder()
                        .streamName(stream.name())
                        .shardToSplit(stream.openShards().getFirst().shardId())
                        .newStartingHashKey("85070591730234615865843651857942052864")
                        .build(),
                SplitShardResponse.class);
        stream.awaitActive();
        List<Shard> children = stream.openShards().stream()
                .filter(shard -> shard.parentShardId() != null)
                .toList();
        assertThat(children).hasSize(2);
        stream.call(
                MergeShardsRequest.builder()
                        .streamName(stream.name())
                        .shardToMerge(children.get(0).shardId())
                        .adjacentShardToMerge(children.get(1).shardId())
                        .build(),
                MergeShardsResponse.class);
        stream.awaitActive();
        assertThat(stream.openShards()).hasSize(2);
        stream.call(
                UpdateShardCountRequest.builder()
                        .streamName(stream.name())
                        .targetShardCount(4)
                        .scalingType(ScalingType.UNIFORM_SCALING)
                        .build(),
                UpdateShardCountResponse.class);
        stream.awaitActive();
        assertThat(stream.openShards()).hasSize(4);
    }

    private void capacity() {
        stream.call(
                UpdateMaxRecordSizeRequest.builder()
                        .streamARN(stream.arn())
                        .maxRecordSizeInKiB(2_048)
                        .build(),
                UpdateMaxRecordSizeResponse.class);
        stream.awaitActive();
        assertThat(stream.summary().maxRecordSizeInKiB()).isEqualTo(2_048);
        stream.call(DescribeAccountSettingsRequest.builder().build(), DescribeAccountSettingsResponse.class);
        stream.call(
                UpdateAccountSettingsRequest.builder()
                        .minimumThroughputBillingCommitment(
                                commitment -> commitment.status(MinimumThroughputBillingCommitmentInputStatus.ENABLED))
                        .build(),
                UpdateAccountSettingsResponse.class);
        stream.call(
                UpdateStreamModeRequest.builder()
                        .streamARN(stream.arn())
                        .streamModeDetails(mode -> mode.streamMode(StreamMode.ON_DEMAND))
                        .build(),
                UpdateStreamModeResponse.class);
        stream.awaitActive();
        assertThat(stream.summary().streamModeDetails().streamMode()).isEqualTo(StreamMode.ON_DEMAND);
        stream.call(
                UpdateStreamWarmThroughputRequest.builder()
                        .streamARN(stream.arn())
                        .warmThroughputMiBps(8)
                        .build(),
                UpdateStreamWarmThroughputResponse.class);
        stream.awaitActive();
        assertThat(stream.summary().warmThroughput().targetMiBps()).isEqualTo(8);
    }
}
