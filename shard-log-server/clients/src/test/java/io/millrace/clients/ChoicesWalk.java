package io.millrace.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import software.amazon.awssdk.services.kinesis.model.AddTagsToStreamRequest;
import software.amazon.awssdk.services.kinesis.model.AddTagsToStreamResponse;
import software.amazon.awssdk.services.kinesis.model.DecreaseStreamRetentionPeriodRequest;
import software.amazon.awssdk.services.kinesis.model.DecreaseStreamRetentionPeriodResponse;
import software.amazon.awssdk.services.kinesis.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.kinesis.model.DeleteResourcePolicyResponse;
import software.amazon.awssdk.services.kinesis.model.DisableEnhancedMonitoringRequest;
import software.amazon.awssdk.services.kinesis.model.DisableEnhancedMonitoringResponse;
import software.amazon.awssdk.services.kinesis.model.EnableEnhancedMonitoringRequest;
import software.amazon.awssdk.services.kinesis.model.EnableEnhancedMonitoringResponse;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.kinesis.model.GetResourcePolicyResponse;
import software.amazon.awssdk.services.kinesis.model.IncreaseStreamRetentionPeriodRequest;
import software.amazon.awssdk.services.kinesis.model.IncreaseStreamRetentionPeriodResponse;
import software.amazon.awssdk.services.kinesis.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.kinesis.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.kinesis.model.ListTagsForStreamRequest;
import software.amazon.awssdk.services.kinesis.model.ListTagsForStreamResponse;
import software.amazon.awssdk.services.kinesis.model.MetricsName;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.kinesis.model.PutResourcePolicyResponse;
import software.amazon.awssdk.services.kinesis.model.RemoveTagsFromStreamRequest;
import software.amazon.awssdk.services.kinesis.model.RemoveTagsFromStreamResponse;
import software.amazon.awssdk.services.kinesis.model.StartStreamEncryptionRequest;
import software.amazon.awssdk.services.kinesis.model.StartStreamEncryptionResponse;
import software.amazon.awssdk.services.kinesis.model.StopStreamEncryptionRequest;
import software.amazon.awssdk.services.kinesis.model.StopStreamEncryptionResponse;
import software.amazon.awssdk.services.kinesis.model.TagResourceRequest;
import software.amazon.awssdk.services.kinesis.model.TagResourceResponse;
import software.amazon.awssdk.services.kinesis.model.UntagResourceRequest;
import software.amazon.awssdk.services.kinesis.model.UntagResourceResponse;

/** What a stream's owner chooses for it. */
final class ChoicesWalk {
    private static final String KEY = "alias/aws/kinesis";

    private final WalkedStream stream;

    ChoicesWalk(WalkedStream stream) {
        this.stream = stream;
    }

    void go() {
        tags();
        retention();
        monitoring();
        encryption();
        policies();
    }

    private void tags() {
        stream.call(
                AddTagsToStreamRequest.builder()
                        .streamName(stream.name())
                        .tags(Map.of("a", "1", "b", "2"))
                        .build(),
                AddTagsToStreamResponse.class);
        stream.call(
                RemoveTagsFromStreamRequest.builder()
                        .streamName(stream.name())
                        .tagKeys("a")
                        .build(),
                RemoveTagsFromStreamResponse.class);
        stream.call(
                TagResourceRequest.builder()
                        .resourceARN(stream.arn())
                        .tags(Map.of("c", "3", "d", "4"))
                        .build(),
                TagResourceResponse.class);
        stream.call(
                UntagResourceRequest.builder()
                        .resourceARN(stream.arn())
                        .tagKeys("c")
                        .build(),
                UntagResourceResponse.class);
        assertThat(stream.call(
                                ListTagsForStreamRequest.builder()
                                        .streamName(stream.name())
                                        .build(),
                                ListTagsForStreamResponse.class)
                        .tags())
                .extracting(tag -> tag.key() + tag.value())
                .containsExactly("b2", "d4");
        assertThat(stream.call(
                                ListTagsForResourceRequest.builder()
                                        .resourceARN(stream.arn())
                                        .build(),
                                ListTagsForResourceResponse.class)
                        .tags())
                .hasSize(2);
    }

    private void retention() {
        stream.call(
                IncreaseStreamRetentionPeriodRequest.builder()
                        .streamName(stream.name())
                        .retentionPeriodHours(48)
                        .build(),
                IncreaseStreamRetentionPeriodResponse.class);
        assertThat(stream.summary().retentionPeriodHours()).isEqualTo(48);
        stream.awaitActive();
        stream.call(
                DecreaseStreamRetentionPeriodRequest.builder()
                        .streamName(stream.name())
                        .retentionPeriodHours(24)
                        .build(),
                DecreaseStreamRetentionPeriodResponse.class);
        stream.awaitActive();
        assertThat(stream.summary().retentionPeriodHours()).isEqualTo(24);
    }

    private void monitoring() {
        assertThat(stream.call(
                                EnableEnhancedMonitoringRequest.builder()
                                        .streamName(stream.name())
                                        .shardLevelMetrics(MetricsName.INCOMING_BYTES)
                                        .build(),
                                EnableEnhancedMonitoringResponse.class)
                        .desiredShardLevelMetrics())
                .containsExactly(MetricsName.INCOMING_BYTES);
        stream.awaitActive();
        assertThat(stream.call(
                                DisableEnhancedMonitoringRequest.builder()
                                        .streamName(stream.name())
                                        .shardLevelMetrics(MetricsName.ALL)
                                        .build(),
                                DisableEnhancedMonitoringResponse.class)
                        .desiredShardLevelMetrics())
                .isEmpty();
        stream.awaitActive();
    }

    private void encryption() {
        stream.call(
                StartStreamEncryptionRequest.builder()
                        .streamName(stream.name())
                        .encryptionType(EncryptionType.KMS)
                        .keyId(KEY)
                        .build(),
                StartStreamEncryptionResponse.class);
        stream.awaitActive();
        assertThat(stream.summary().encryptionType()).isEqualTo(EncryptionType.KMS);
        PutRecordResponse put = stream.put("sealed");
        assertThat(put.encryptionType()).isEqualTo(EncryptionType.KMS);
        assertThat(stream.read(put.shardId()).records().getLast().data().asUtf8String())
                .isEqualTo("sealed");
        stream.call(
                StopStreamEncryptionRequest.builder()
                        .streamName(stream.name())
                        .encryptionType(EncryptionType.KMS)
                        .keyId(KEY)
                        .build(),
                StopStreamEncryptionResponse.class);
        stream.awaitActive();
        assertThat(stream.summary().encryptionType()).isEqualTo(EncryptionType.NONE);
    }

    private void policies() {
        String policy = ("{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"readers\",\"Effect\":\"Allow\","
                        + "\"Principal\":{\"AWS\":\"arn:aws:iam::000000000000:root\"},"
                        + "\"Action\":[\"kinesis:DescribeStreamSummary\",\"kinesis:GetRecords\"],\"Resource\":\"%s\"}]}")
                .formatted(stream.arn());
        stream.call(
                PutResourcePolicyRequest.builder()
                        .resourceARN(stream.arn())
                        .policy(policy)
                        .build(),
                PutResourcePolicyResponse.class);
        assertThat(policy()).contains("readers");
        stream.call(
                DeleteResourcePolicyRequest.builder().resourceARN(stream.arn()).build(),
                DeleteResourcePolicyResponse.class);
        assertThat(policy()).doesNotContain("readers");
    }

    private String policy() {
        return stream.call(
                        GetResourcePolicyRequest.builder()
                                .resourceARN(stream.arn())
                                .build(),
                        GetResourcePolicyResponse.class)
                .policy();
    }
}
