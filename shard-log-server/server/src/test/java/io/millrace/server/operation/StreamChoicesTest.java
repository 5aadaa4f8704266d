package io.millrace.server.operation;

import static io.millrace.server.operation.Kinesis.assertRefused;
import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;
import static io.millrace.server.operation.KinesisError.RESOURCE_IN_USE;
import static io.millrace.server.operation.KinesisError.RESOURCE_NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.millrace.frontdoor.ApiException;
import io.millrace.server.stream.Retention;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.kinesis.model.AddTagsToStreamRequest;
import software.amazon.awssdk.services.kinesis.model.AddTagsToStreamResponse;
import software.amazon.awssdk.services.kinesis.model.CreateStreamRequest;
import software.amazon.awssdk.services.kinesis.model.CreateStreamResponse;
import software.amazon.awssdk.services.kinesis.model.DecreaseStreamRetentionPeriodRequest;
import software.amazon.awssdk.services.kinesis.model.DecreaseStreamRetentionPeriodResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeLimitsRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeLimitsResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryResponse;
import software.amazon.awssdk.services.kinesis.model.DisableEnhancedMonitoringRequest;
import software.amazon.awssdk.services.kinesis.model.DisableEnhancedMonitoringResponse;
import software.amazon.awssdk.services.kinesis.model.EnableEnhancedMonitoringRequest;
import software.amazon.awssdk.services.kinesis.model.EnableEnhancedMonitoringResponse;
import software.amazon.awssdk.services.kinesis.model.IncreaseStreamRetentionPeriodRequest;
import software.amazon.awssdk.services.kinesis.model.IncreaseStreamRetentionPeriodResponse;
import software.amazon.awssdk.services.kinesis.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.kinesis.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.kinesis.model.ListTagsForStreamRequest;
import software.amazon.awssdk.services.kinesis.model.ListTagsForStreamResponse;
import software.amazon.awssdk.services.kinesis.model.MetricsName;
import software.amazon.awssdk.services.kinesis.model.RemoveTagsFromStreamRequest;
import software.amazon.awssdk.services.kinesis.model.RemoveTagsFromStreamResponse;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;
import software.amazon.awssdk.services.kinesis.model.Tag;
import software.amazon.awssdk.services.kinesis.model.TagResourceRequest;
import software.amazon.awssdk.services.kinesis.model.TagResourceResponse;
import software.amazon.awssdk.services.kinesis.model.UntagResourceRequest;
import software.amazon.awssdk.services.kinesis.model.UntagResourceResponse;
import software.amazon.awssdk.services.kinesis.model.UpdateMaxRecordSizeRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateMaxRecordSizeResponse;

/** What a stream's owner may change after its creation: tags, retention, the size of records, metrics of shards. */
class StreamChoicesTest {
    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";

    @RegisterExtension
    private final Kinesis kinesis = new Kinesis();

    @BeforeEach
    void create() {
        kinesis.createStream("orders", 1);
    }

    @Test
    void tagsAreAddedChangedAndRemoved() {
        add(Map.of("owner", "me", "stage", "test"));
        add(Map.of("owner", "you", "cost", "42"));

        assertThat(tags()).containsExactly(tag("cost", "42"), tag("owner", "you"), tag("stage", "test"));
        assertThat(summary().streamStatus()).isEqualTo(StreamStatus.ACTIVE);

        remove("owner", "nobody has it");
        assertThat(tags()).containsExactly(tag("cost", "42"), tag("stage", "test"));
    }

    @Test
    void aResourceIsTaggedByItsArn() {
        kinesis.call(
                TagResourceRequest.builder()
                        .resourceARN(ARN)
                        .tags(Map.of("a", "1", "b", "2"))
                        .build(),
                TagResourceResponse.class);
        kinesis.call(
                UntagResourceRequest.builder().resourceARN(ARN).tagKeys("a").build(), UntagResourceResponse.class);

        assertThat(kinesis.call(
                                ListTagsForResourceRequest.builder()
                                        .resourceARN(ARN)
                                        .build(),
                                ListTagsForResourceResponse.class)
                        .tags())
                .containsExactly(tag("b", "2"));
        assertThatThrownBy(() -> kinesis.call(
                        ListTagsForResourceRequest.builder()
                                .resourceARN(ARN + "s")
                                .build(),
                        ListTagsForResourceResponse.class))
                .asInstanceOf(type(ApiException.class))
                .returns(RESOURCE_NOT_FOUND, ApiException::code);
    }

    @Test
    void tagsAreListedPageByPage() {
        add(Map.of("a", "1", "b", "2", "c", "3"));

        ListTagsForStreamResponse first = list(null, 2);
        ListTagsForStreamResponse second = list("b", 2);

        assertThat(first.tags()).containsExactly(tag("a", "1"), tag("b", "2"));
        assertThat(first.hasMoreTags()).isTrue();
        assertThat(second.tags()).containsExactly(tag("c", "3"));
        assertThat(second.hasMoreTags()).isFalse();
    }

    @Test
    void aStreamHasFiftyTagsAtMostAndPlainOnes() {
        Map<String, String> fifty = new HashMap<>();
        for (int index = 0; index < 50; index++) {
            fifty.put("key " + index, "");
        }
        add(fifty);
        String invalidTag = "Some tags contain invalid characters. Valid characters: Unicode letters, digits, "
                + "white space, _ . / = + - % @ :.";

        assertRefused(() -> add(Map.of("one", "more")), INVALID_ARGUMENT, "A stream has at most 50 tags.");
        assertRefused(() -> add(Map.of("a;b", "c")), INVALID_ARGUMENT, invalidTag);
        assertRefused(() -> add(Map.of("a", "b\tc")), INVALID_ARGUMENT, invalidTag);
        assertRefused(() -> remove("fine", "a,b"), INVALID_ARGUMENT, invalidTag);
        assertRefused(
                () -> add(Map.of("AWS:owner", "me")),
                INVALID_ARGUMENT,
                "Tag keys that begin with aws: are reserved: AWS:owner.");
        assertThat(tags()).hasSize(50);
    }

    @Test
    void aStreamIsMadeWithTagsAsTheyMayBe() {
        assertRefused(
                () -> kinesis.call(
                        CreateStreamRequest.builder()
                                .streamName("clicks")
                                .shardCount(1)
                                .tags(Map.of("a;b", "c"))
                                .build(),
                        CreateStreamResponse.class),
                INVALID_ARGUMENT,
                "Some tags contain invalid characters. Valid characters: Unicode letters, digits, white space, "
                        + "_ . / = + - % @ :.");
    }

    private void remove(String... keys) {
        kinesis.call(
                RemoveTagsFromStreamRequest.builder()
                        .streamName("orders")
                        .tagKeys(keys)
                        .build(),
                RemoveTagsFromStreamResponse.class);
    }

    @Test
    void recordsAreKeptLongerFromThenOn() throws IOException {
        kinesis.put("orders", "a", "old");
        increase(48);
        kinesis.clock.advance(Duration.ofHours(30));

        Retention.run(kinesis.streams, kinesis.store);
        assertThat(kinesis.data(kinesis.iterator("orders", 0, ShardIteratorType.TRIM_HORIZON)))
                .containsExactly("old");
        assertThat(summary().retentionPeriodHours()).isEqualTo(48);

        decrease(24);
        Retention.run(kinesis.streams, kinesis.store);
        assertThat(kinesis.data(kinesis.iterator("orders", 0, ShardIteratorType.TRIM_HORIZON)))
                .isEmpty();
    }

    @Test
    void retentionIsRefusedOutOfItsBounds() {
        assertRefused(
                () -> increase(8_761),
                INVALID_ARGUMENT,
                "Maximum allowed retention period is 8760 hours. Requested retention period (8761 hours) is too long.");
        assertRefused(
                () -> decrease(23),
                INVALID_ARGUMENT,
                "Minimum allowed retention period is 24 hours. Requested retention period (23 hours) is too short.");
        increase(8_760);
        kinesis.clock.advance(Kinesis.UPDATING);
        assertRefused(
                () -> increase(100),
                INVALID_ARGUMENT,
                "Requested retention period (100 hours) for stream orders can not be shorter than existing retention "
                        + "period (8760 hours). Use DecreaseRetentionPeriod API.");
        decrease(100);
        kinesis.clock.advance(Kinesis.UPDATING);
        assertRefused(
                () -> decrease(101),
                INVALID_ARGUMENT,
                "Requested retention period (101 hours) for stream orders can not be longer than existing retention "
                        + "period (100 hours). Use IncreaseRetentionPeriod API.");
        increase(100);
    }

    @Test
    void aStreamIsUpdatingAfterAChangeAndTakesNoOtherMeanwhile() {
        increase(48);

        assertThat(summary().streamStatus()).isEqualTo(StreamStatus.UPDATING);
        kinesis.put("orders", "a", "meanwhile");
        assertRefused(
                () -> increase(72),
                RESOURCE_IN_USE,
                "Stream orders under account 000000000000 not ACTIVE, instead in state UPDATING");
        assertRefused(
                () -> increase(47),
                INVALID_ARGUMENT,
                "Requested retention period (47 hours) for stream orders can not be shorter than existing retention "
                        + "period (48 hours). Use DecreaseRetentionPeriod API.");
        kinesis.clock.advance(Kinesis.UPDATING);
        assertThat(summary().streamStatus()).isEqualTo(StreamStatus.ACTIVE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1_024, 10_240})
    void recordsMayBeAsLargeAsTheOwnerSays(int kibibytes) {
        kinesis.call(
                UpdateMaxRecordSizeRequest.builder()
                        .streamARN(ARN)
                        .maxRecordSizeInKiB(kibibytes)
                        .build(),
                UpdateMaxRecordSizeResponse.class);

        assertThat(summary().maxRecordSizeInKiB()).isEqualTo(kibibytes);
        kinesis.put("orders", "a", "x".repeat(kibibytes * 1_024 - 1));
        assertThatThrownBy(() -> kinesis.put("orders", "a", "x".repeat(kibibytes * 1_024)))
                .isInstanceOf(ApiException.class);
    }

    @Test
    void metricsOfShardsAreChosenByName() {
        EnableEnhancedMonitoringResponse enabled = kinesis.call(
                EnableEnhancedMonitoringRequest.builder()
                        .streamName("orders")
                        .shardLevelMetrics(MetricsName.INCOMING_BYTES, MetricsName.OUTGOING_BYTES)
                        .build(),
                EnableEnhancedMonitoringResponse.class);
        kinesis.clock.advance(Kinesis.UPDATING);

        assertThat(enabled.streamARN()).isEqualTo(ARN);
        assertThat(enabled.currentShardLevelMetrics()).isEmpty();
        assertThat(enabled.desiredShardLevelMetrics())
                .containsExactly(MetricsName.INCOMING_BYTES, MetricsName.OUTGOING_BYTES);
        assertThat(summary().enhancedMonitoring().getFirst().shardLevelMetrics())
                .hasSize(2);

        DisableEnhancedMonitoringResponse disabled = kinesis.call(
                DisableEnhancedMonitoringRequest.builder()
                        .streamName("orders")
                        .shardLevelMetrics(MetricsName.ALL)
                        .build(),
                DisableEnhancedMonitoringResponse.class);
        assertThat(disabled.currentShardLevelMetrics()).hasSize(2);
        assertThat(disabled.desiredShardLevelMetrics()).isEmpty();
    }

    @Test
    void limitsSayWhatTheAccountHasAndMayHave() {
        kinesis.createStream("many", 7);

        assertThat(kinesis.call(DescribeLimitsRequest.builder().build(), DescribeLimitsResponse.class))
                .returns(8, DescribeLimitsResponse::openShardCount)
                .returns(500, DescribeLimitsResponse::shardLimit)
                .returns(0, DescribeLimitsResponse::onDemandStreamCount)
                .returns(50, DescribeLimitsResponse::onDemandStreamCountLimit);
    }

    @Test
    void everythingIsAsItWasAfterARestart() throws IOException {
        add(Map.of("owner", "me"));
        increase(48);
        kinesis.clock.advance(Kinesis.UPDATING);
        kinesis.call(
                EnableEnhancedMonitoringRequest.builder()
                        .streamName("orders")
                        .shardLevelMetrics(MetricsName.ALL)
                        .build(),
                EnableEnhancedMonitoringResponse.class);
        StreamDescriptionSummary before = summary();

        kinesis.reopen();

        assertThat(summary()).isEqualTo(before);
        assertThat(summary().enhancedMonitoring().getFirst().shardLevelMetrics())
                .hasSize(7);
        assertThat(tags()).containsExactly(tag("owner", "me"));
    }

    private void add(Map<String, String> tags) {
        kinesis.call(
                AddTagsToStreamRequest.builder().streamName("orders").tags(tags).build(),
                AddTagsToStreamResponse.class);
    }

    private List<Tag> tags() {
        return kinesis.call(
                        ListTagsForStreamRequest.builder().streamName("orders").build(),
                        ListTagsForStreamResponse.class)
                .tags();
    }

    private ListTagsForStreamResponse list(@org.jspecify.annotations.Nullable String after, int limit) {
        return kinesis.call(
                ListTagsForStreamRequest.builder()
                        .streamName("orders")
                        .exclusiveStartTagKey(after)
                        .limit(limit)
                        .build(),
                ListTagsForStreamResponse.class);
    }

    private void increase(int hours) {
        kinesis.call(
                IncreaseStreamRetentionPeriodRequest.builder()
                        .streamName("orders")
                        .retentionPeriodHours(hours)
                        .build(),
                IncreaseStreamRetentionPeriodResponse.class);
    }

    private void decrease(int hours) {
        kinesis.call(
                DecreaseStreamRetentionPeriodRequest.builder()
                        .streamName("orders")
                        .retentionPeriodHours(hours)
                        .build(),
                DecreaseStreamRetentionPeriodResponse.class);
    }

    private StreamDescriptionSummary summary() {
        return kinesis.call(
                        DescribeStreamSummaryRequest.builder()
                                .streamName("orders")
                                .build(),
                        DescribeStreamSummaryResponse.class)
                .streamDescriptionSummary();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
