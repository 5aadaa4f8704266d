package io.millrace.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.server.testing.Waiting;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.AddTagsToStreamRequest;
import software.amazon.awssdk.services.kinesis.model.AddTagsToStreamResponse;
import software.amazon.awssdk.services.kinesis.model.Consumer;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.CreateStreamRequest;
import software.amazon.awssdk.services.kinesis.model.CreateStreamResponse;
import software.amazon.awssdk.services.kinesis.model.DecreaseStreamRetentionPeriodRequest;
import software.amazon.awssdk.services.kinesis.model.DecreaseStreamRetentionPeriodResponse;
import software.amazon.awssdk.services.kinesis.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.kinesis.model.DeleteResourcePolicyResponse;
import software.amazon.awssdk.services.kinesis.model.DeleteStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DeleteStreamResponse;
import software.amazon.awssdk.services.kinesis.model.DeregisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.DeregisterStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeAccountSettingsRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeAccountSettingsResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeLimitsRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeLimitsResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryResponse;
import software.amazon.awssdk.services.kinesis.model.DisableEnhancedMonitoringRequest;
import software.amazon.awssdk.services.kinesis.model.DisableEnhancedMonitoringResponse;
import software.amazon.awssdk.services.kinesis.model.EnableEnhancedMonitoringRequest;
import software.amazon.awssdk.services.kinesis.model.EnableEnhancedMonitoringResponse;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.kinesis.model.GetResourcePolicyResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.kinesis.model.IncreaseStreamRetentionPeriodRequest;
import software.amazon.awssdk.services.kinesis.model.IncreaseStreamRetentionPeriodResponse;
import software.amazon.awssdk.services.kinesis.model.KinesisRequest;
import software.amazon.awssdk.services.kinesis.model.KinesisResponse;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.ListStreamConsumersRequest;
import software.amazon.awssdk.services.kinesis.model.ListStreamConsumersResponse;
import software.amazon.awssdk.services.kinesis.model.ListStreamsRequest;
import software.amazon.awssdk.services.kinesis.model.ListStreamsResponse;
import software.amazon.awssdk.services.kinesis.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.kinesis.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.kinesis.model.ListTagsForStreamRequest;
import software.amazon.awssdk.services.kinesis.model.ListTagsForStreamResponse;
import software.amazon.awssdk.services.kinesis.model.MergeShardsRequest;
import software.amazon.awssdk.services.kinesis.model.MergeShardsResponse;
import software.amazon.awssdk.services.kinesis.model.MetricsName;
import software.amazon.awssdk.services.kinesis.model.MinimumThroughputBillingCommitmentInputStatus;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.kinesis.model.PutResourcePolicyResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.RemoveTagsFromStreamRequest;
import software.amazon.awssdk.services.kinesis.model.RemoveTagsFromStreamResponse;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ScalingType;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.SplitShardRequest;
import software.amazon.awssdk.services.kinesis.model.SplitShardResponse;
import software.amazon.awssdk.services.kinesis.model.StartStreamEncryptionRequest;
import software.amazon.awssdk.services.kinesis.model.StartStreamEncryptionResponse;
import software.amazon.awssdk.services.kinesis.model.StopStreamEncryptionRequest;
import software.amazon.awssdk.services.kinesis.model.StopStreamEncryptionResponse;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;
import software.amazon.awssdk.services.kinesis.model.TagResourceRequest;
import software.amazon.awssdk.services.kinesis.model.TagResourceResponse;
import software.amazon.awssdk.services.kinesis.model.UntagResourceRequest;
import software.amazon.awssdk.services.kinesis.model.UntagResourceResponse;
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

/** Goes through every operation that answers with one response, and looks at what each of them did. */
final class Walk {
    private static final String KEY = "alias/aws/kinesis";

    private final Api api;
    private final String stream;
    private final Set<String> called = new TreeSet<>();
    private String arn = "";

    Walk(Api api, String stream) {
        this.api = api;
        this.stream = stream;
    }

    /** Returns the operations that it has called. */
    Set<String> go() {
        create();
        records();
        tags();
        retention();
        monitoring();
        consumers();
        encryption();
        policies();
        shards();
        capacity();
        delete();
        return called;
    }

    private <T extends KinesisResponse> T call(KinesisRequest request, Class<T> response) {
        called.add(Api.operation(request));
        return api.call(request, response);
    }

    private void create() {
        call(CreateStreamRequest.builder().streamName(stream).shardCount(2).build(), CreateStreamResponse.class);
        awaitActive();
        arn = summary().streamARN();
        assertThat(arn).endsWith(":stream/" + stream);
        assertThat(call(DescribeStreamRequest.builder().streamName(stream).build(), DescribeStreamResponse.class)
                        .streamDescription()
                        .shards())
                .hasSize(2);
        assertThat(call(ListStreamsRequest.builder().build(), ListStreamsResponse.class)
                        .streamNames())
                .contains(stream);
        assertThat(call(DescribeLimitsRequest.builder().build(), DescribeLimitsResponse.class)
                        .openShardCount())
                .isPositive();
    }

    private StreamDescriptionSummary summary() {
        return call(
                        DescribeStreamSummaryRequest.builder()
                                .streamName(stream)
                                .build(),
                        DescribeStreamSummaryResponse.class)
                .streamDescriptionSummary();
    }

    private void awaitActive() {
        Waiting.until(() -> summary().streamStatus() == StreamStatus.ACTIVE);
    }

    private List<Shard> openShards() {
        return call(ListShardsRequest.builder().streamARN(arn).build(), ListShardsResponse.class).shards().stream()
                .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
                .toList();
    }

    private void records() {
        PutRecordResponse put = call(
                PutRecordRequest.builder()
                        .streamName(stream)
                        .partitionKey("k")
                        .data(SdkBytes.fromUtf8String("one"))
                        .build(),
                PutRecordResponse.class);
        PutRecordsResponse puts = call(
                PutRecordsRequest.builder()
                        .streamARN(arn)
                        .records(entry("two"), entry("three"))
                        .build(),
                PutRecordsResponse.class);
        assertThat(puts.failedRecordCount()).isZero();
        List<Record> records = read(put.shardId()).records();
        assertThat(records.stream().map(record -> record.data().asUtf8String())).containsExactly("one", "two", "three");
        assertThat(records.getFirst().sequenceNumber()).isEqualTo(put.sequenceNumber());
        assertThat(records.getFirst().approximateArrivalTimestamp()).isNotNull();
    }

    private static PutRecordsRequestEntry entry(String data) {
        return PutRecordsRequestEntry.builder()
                .partitionKey("k")
                .data(SdkBytes.fromUtf8String(data))
                .build();
    }

    private GetRecordsResponse read(String shard) {
        String iterator = call(
                        GetShardIteratorRequest.builder()
                                .streamName(stream)
                                .shardId(shard)
                                .shardIteratorType(ShardIteratorType.TRIM_HORIZON)
                                .build(),
                        GetShardIteratorResponse.class)
                .shardIterator();
        return call(GetRecordsRequest.builder().shardIterator(iterator).build(), GetRecordsResponse.class);
    }

    private void tags() {
        call(
                AddTagsToStreamRequest.builder()
                        .streamName(stream)
                        .tags(Map.of("a", "1", "b", "2"))
                        .build(),
                AddTagsToStreamResponse.class);
        call(
                RemoveTagsFromStreamRequest.builder()
                        .streamName(stream)
                        .tagKeys("a")
                        .build(),
                RemoveTagsFromStreamResponse.class);
        call(
                TagResourceRequest.builder()
                        .resourceARN(arn)
                        .tags(Map.of("c", "3", "d", "4"))
                        .build(),
                TagResourceResponse.class);
        call(UntagResourceRequest.builder().resourceARN(arn).tagKeys("c").build(), UntagResourceResponse.class);
        assertThat(call(ListTagsForStreamRequest.builder().streamName(stream).build(), ListTagsForStreamResponse.class)
                        .tags())
                .extracting(tag -> tag.key() + tag.value())
                .containsExactly("b2", "d4");
        assertThat(call(
                                ListTagsForResourceRequest.builder()
                                        .resourceARN(arn)
                                        .build(),
                                ListTagsForResourceResponse.class)
                        .tags())
                .hasSize(2);
    }

    private void retention() {
        call(
                IncreaseStreamRetentionPeriodRequest.builder()
                        .streamName(stream)
                        .retentionPeriodHours(48)
                        .build(),
                IncreaseStreamRetentionPeriodResponse.class);
        assertThat(summary().retentionPeriodHours()).isEqualTo(48);
        awaitActive();
        call(
                DecreaseStreamRetentionPeriodRequest.builder()
                        .streamName(stream)
                        .retentionPeriodHours(24)
                        .build(),
                DecreaseStreamRetentionPeriodResponse.class);
        awaitActive();
        assertThat(summary().retentionPeriodHours()).isEqualTo(24);
    }

    private void monitoring() {
        assertThat(call(
                                EnableEnhancedMonitoringRequest.builder()
                                        .streamName(stream)
                                        .shardLevelMetrics(MetricsName.INCOMING_BYTES)
                                        .build(),
                                EnableEnhancedMonitoringResponse.class)
                        .desiredShardLevelMetrics())
                .containsExactly(MetricsName.INCOMING_BYTES);
        awaitActive();
        assertThat(call(
                                DisableEnhancedMonitoringRequest.builder()
                                        .streamName(stream)
                                        .shardLevelMetrics(MetricsName.ALL)
                                        .build(),
                                DisableEnhancedMonitoringResponse.class)
                        .desiredShardLevelMetrics())
                .isEmpty();
        awaitActive();
    }

    private void consumers() {
        Consumer consumer = call(
                        RegisterStreamConsumerRequest.builder()
                                .streamARN(arn)
                                .consumerName("c")
                                .build(),
                        RegisterStreamConsumerResponse.class)
                .consumer();
        Waiting.until(() -> call(
                                DescribeStreamConsumerRequest.builder()
                                        .consumerARN(consumer.consumerARN())
                                        .build(),
                                DescribeStreamConsumerResponse.class)
                        .consumerDescription()
                        .consumerStatus()
                == ConsumerStatus.ACTIVE);
        assertThat(listConsumers()).extracting(Consumer::consumerName).containsExactly("c");
        call(
                DeregisterStreamConsumerRequest.builder()
                        .consumerARN(consumer.consumerARN())
                        .build(),
                DeregisterStreamConsumerResponse.class);
        Waiting.until(() -> listConsumers().isEmpty());
    }

    private List<Consumer> listConsumers() {
        return call(ListStreamConsumersRequest.builder().streamARN(arn).build(), ListStreamConsumersResponse.class)
                .consumers();
    }

    private void encryption() {
        call(
                StartStreamEncryptionRequest.builder()
                        .streamName(stream)
                        .encryptionType(EncryptionType.KMS)
                        .keyId(KEY)
                        .build(),
                StartStreamEncryptionResponse.class);
        awaitActive();
        assertThat(summary().encryptionType()).isEqualTo(EncryptionType.KMS);
        PutRecordResponse put = call(
                PutRecordRequest.builder()
                        .streamName(stream)
                        .partitionKey("k")
                        .data(SdkBytes.fromUtf8String("sealed"))
                        .build(),
                PutRecordResponse.class);
        assertThat(put.encryptionType()).isEqualTo(EncryptionType.KMS);
        assertThat(read(put.shardId()).records().getLast().data().asUtf8String())
                .isEqualTo("sealed");
        call(
                StopStreamEncryptionRequest.builder()
                        .streamName(stream)
                        .encryptionType(EncryptionType.KMS)
                        .keyId(KEY)
                        .build(),
                StopStreamEncryptionResponse.class);
        awaitActive();
        assertThat(summary().encryptionType()).isEqualTo(EncryptionType.NONE);
    }

    private void policies() {
        String policy = ("{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"readers\",\"Effect\":\"Allow\","
                        + "\"Principal\":{\"AWS\":\"arn:aws:iam::000000000000:root\"},"
                        + "\"Action\":[\"kinesis:DescribeStreamSummary\",\"kinesis:GetRecords\"],\"Resource\":\"%s\"}]}")
                .formatted(arn);
        call(
                PutResourcePolicyRequest.builder()
                        .resourceARN(arn)
                        .policy(policy)
                        .build(),
                PutResourcePolicyResponse.class);
        assertThat(policy()).contains("readers");
        call(DeleteResourcePolicyRequest.builder().resourceARN(arn).build(), DeleteResourcePolicyResponse.class);
        assertThat(policy()).doesNotContain("readers");
    }

    private String policy() {
        return call(GetResourcePolicyRequest.builder().resourceARN(arn).build(), GetResourcePolicyResponse.class)
                .policy();
    }

    private void shards() {
        call(
                SplitShardRequest.builder()
                        .streamName(stream)
                        .shardToSplit(openShards().getFirst().shardId())
                        .newStartingHashKey("85070591730234615865843651857942052864")
                        .build(),
                SplitShardResponse.class);
        awaitActive();
        List<Shard> children = openShards().stream()
                .filter(shard -> shard.parentShardId() != null)
                .toList();
        assertThat(children).hasSize(2);
        call(
                MergeShardsRequest.builder()
                        .streamName(stream)
                        .shardToMerge(children.get(0).shardId())
                        .adjacentShardToMerge(children.get(1).shardId())
                        .build(),
                MergeShardsResponse.class);
        awaitActive();
        assertThat(openShards()).hasSize(2);
        call(
                UpdateShardCountRequest.builder()
                        .streamName(stream)
                        .targetShardCount(4)
                        .scalingType(ScalingType.UNIFORM_SCALING)
                        .build(),
                UpdateShardCountResponse.class);
        awaitActive();
        assertThat(openShards()).hasSize(4);
    }

    private void capacity() {
        call(
                UpdateMaxRecordSizeRequest.builder()
                        .streamARN(arn)
                        .maxRecordSizeInKiB(2_048)
                        .build(),
                UpdateMaxRecordSizeResponse.class);
        awaitActive();
        assertThat(summary().maxRecordSizeInKiB()).isEqualTo(2_048);
        call(DescribeAccountSettingsRequest.builder().build(), DescribeAccountSettingsResponse.class);
        call(
                UpdateAccountSettingsRequest.builder()
                        .minimumThroughputBillingCommitment(
                                commitment -> commitment.status(MinimumThroughputBillingCommitmentInputStatus.ENABLED))
                        .build(),
                UpdateAccountSettingsResponse.class);
        call(
                UpdateStreamModeRequest.builder()
                        .streamARN(arn)
                        .streamModeDetails(mode -> mode.streamMode(StreamMode.ON_DEMAND))
                        .build(),
                UpdateStreamModeResponse.class);
        awaitActive();
        assertThat(summary().streamModeDetails().streamMode()).isEqualTo(StreamMode.ON_DEMAND);
        call(
                UpdateStreamWarmThroughputRequest.builder()
                        .streamARN(arn)
                        .warmThroughputMiBps(8)
                        .build(),
                UpdateStreamWarmThroughputResponse.class);
        awaitActive();
        assertThat(summary().warmThroughput().targetMiBps()).isEqualTo(8);
    }

    private void delete() {
        call(
                DeleteStreamRequest.builder()
                        .streamName(stream)
                        .enforceConsumerDeletion(true)
                        .build(),
                DeleteStreamResponse.class);
        assertThatThrownBy(() -> Waiting.until(() -> summary().streamStatus() == StreamStatus.ACTIVE))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("Stream %s under account 000000000000 not found.".formatted(stream));
    }
}
