package io.millrace.server.operation;

import static io.millrace.server.operation.Kinesis.assertRefused;
import static io.millrace.server.operation.KinesisError.EXPIRED_NEXT_TOKEN;
import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;
import static io.millrace.server.operation.KinesisError.LIMIT_EXCEEDED;
import static io.millrace.server.operation.KinesisError.RESOURCE_IN_USE;
import static io.millrace.server.operation.KinesisError.RESOURCE_NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.StreamName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.kinesis.model.CreateStreamRequest;
import software.amazon.awssdk.services.kinesis.model.CreateStreamResponse;
import software.amazon.awssdk.services.kinesis.model.DeleteStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DeleteStreamResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryResponse;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.ListStreamsRequest;
import software.amazon.awssdk.services.kinesis.model.ListStreamsResponse;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.StreamDescription;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

class StreamOperationsTest {
    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/";

    @RegisterExtension
    private final Kinesis kinesis = new Kinesis();

    @Test
    void aNewStreamIsDescribedInFullOnceItIsActive() {
        create(request -> request.streamName("orders").shardCount(3));
        StreamDescription creating = describe(request -> request.streamName("orders"));
        kinesis.clock.advance(Kinesis.CREATING);

        StreamDescription active = describe(request -> request.streamName("orders"));

        assertThat(creating.streamStatus()).isEqualTo(StreamStatus.CREATING);
        assertThat(creating.shards()).isEmpty();
        assertThat(active.streamStatus()).isEqualTo(StreamStatus.ACTIVE);
        assertThat(active.streamARN()).isEqualTo(ARN + "orders");
        assertThat(active.streamModeDetails().streamMode()).isEqualTo(StreamMode.PROVISIONED);
        assertThat(active.retentionPeriodHours()).isEqualTo(24);
        assertThat(active.streamCreationTimestamp()).isEqualTo(Kinesis.START);
        assertThat(active.encryptionType()).isEqualTo(EncryptionType.NONE);
        assertThat(active.enhancedMonitoring())
                .singleElement()
                .satisfies(metrics -> assertThat(metrics.shardLevelMetrics()).isEmpty());
        assertThat(active.hasMoreShards()).isFalse();
        assertThat(active.shards())
                .extracting(Shard::shardId)
                .containsExactly("shardId-000000000000", "shardId-000000000001", "shardId-000000000002");
        Shard last = active.shards().getLast();
        assertThat(last.hashKeyRange().startingHashKey()).isEqualTo("226854911280625642308916404954512140970");
        assertThat(last.hashKeyRange().endingHashKey()).isEqualTo("340282366920938463463374607431768211455");
        assertThat(last.sequenceNumberRange().startingSequenceNumber()).matches("49\\d{54}");
        assertThat(last.sequenceNumberRange().endingSequenceNumber()).isNull();
    }

    @Test
    void shardsAreDescribedPageByPage() {
        kinesis.createStream("orders", 150);

        StreamDescription first = describe(request -> request.streamName("orders"));
        StreamDescription second = describe(request -> request.streamName("orders")
                .exclusiveStartShardId(first.shards().getLast().shardId()));
        StreamDescription five =
                describe(request -> request.streamName("orders").limit(5));

        assertThat(first.shards()).hasSize(100);
        assertThat(first.hasMoreShards()).isTrue();
        assertThat(second.shards()).hasSize(50).first().returns("shardId-000000000100", Shard::shardId);
        assertThat(second.hasMoreShards()).isFalse();
        assertThat(five.shards()).hasSize(5);
    }

    @Test
    void aStreamIsFoundByNameArnAndId() {
        kinesis.createStream("orders", 2);

        StreamDescriptionSummary byName = summarize(request -> request.streamName("orders"));
        StreamDescriptionSummary byArn = summarize(request -> request.streamARN(ARN + "orders"));
        String id = kinesis.streams.find(new StreamName("orders")).orElseThrow().id();
        StreamDescriptionSummary byId = summarize(request -> request.streamId(id));

        assertThat(byName.openShardCount()).isEqualTo(2);
        assertThat(byName.consumerCount()).isZero();
        assertThat(byName.maxRecordSizeInKiB()).isEqualTo(1024);
        assertThat(byArn).isEqualTo(byName);
        assertThat(byId).isEqualTo(byName);
    }

    @Test
    void aWrongReferenceIsRefused() {
        kinesis.createStream("orders", 1);

        assertRefused(
                () -> summarize(request -> request.streamName("none")),
                RESOURCE_NOT_FOUND,
                "Stream none under account 000000000000 not found.");
        assertRefused(
                () -> summarize(request -> request.streamARN(ARN + "none")),
                RESOURCE_NOT_FOUND,
                "Stream none under account 000000000000 not found.");
        assertRefused(
                () -> summarize(request -> request.streamARN("arn:aws:kinesis:us-east-1:111111111111:stream/orders")),
                RESOURCE_NOT_FOUND,
                "Stream orders under account 111111111111 not found.");
        assertRefused(
                () -> summarize(request -> request.streamARN("arn:aws:kinesis:eu-west-1:000000000000:stream/orders")),
                RESOURCE_NOT_FOUND,
                "Stream orders under account 000000000000 not found.");
        assertRefused(
                () -> summarize(request -> request.streamName("clicks").streamARN(ARN + "orders")),
                INVALID_ARGUMENT,
                "StreamARN arn:aws:kinesis:us-east-1:000000000000:stream/orders is not the ARN of stream clicks.");
        assertRefused(
                () -> summarize(request -> request),
                INVALID_ARGUMENT,
                "Either StreamName or StreamARN must be provided.");
    }

    @Test
    void aNameIsTakenOnce() {
        kinesis.createStream("orders", 1);

        assertRefused(
                () -> create(request -> request.streamName("orders").shardCount(2)),
                RESOURCE_IN_USE,
                "Stream orders under account 000000000000 already exists.");
        assertThat(describe(request -> request.streamName("orders")).shards()).hasSize(1);
    }

    @Test
    void theAccountsShardsAreLimited() {
        kinesis.createStream("orders", 3);

        assertRefused(
                () -> create(request -> request.streamName("clicks").shardCount(498)),
                LIMIT_EXCEEDED,
                "This request would exceed the shard limit for the account 000000000000 in us-east-1. "
                        + "Current shard count for the account: 3. Limit: 500. Number of additional shards that would "
                        + "have resulted from this request: 498. Refer to the AWS Service Limits page "
                        + "(https://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current limits "
                        + "and how to request higher limits.");
        kinesis.createStream("clicks", 497);
    }

    @Test
    void anOnDemandStreamStartsWithFourShardsAndTakesNoCount() {
        create(request ->
                request.streamName("orders").streamModeDetails(mode -> mode.streamMode(StreamMode.ON_DEMAND)));
        kinesis.clock.advance(Kinesis.CREATING);

        assertThat(summarize(request -> request.streamName("orders")).openShardCount())
                .isEqualTo(4);
        assertRefused(
                () -> create(request -> request.streamName("clicks")
                        .shardCount(2)
                        .streamModeDetails(mode -> mode.streamMode(StreamMode.ON_DEMAND))),
                INVALID_ARGUMENT,
                "ShardCount is not expected when StreamMode=ON_DEMAND");
        assertRefused(
                () -> create(request -> request.streamName("clicks")
                        .streamModeDetails(mode -> mode.streamMode(StreamMode.PROVISIONED))),
                INVALID_ARGUMENT,
                "ShardCount is expected when StreamMode=PROVISIONED");
    }

    @Test
    void aStreamIsOnDemandIfNothingIsSaidOfItsCapacity() {
        create(request -> request.streamName("orders"));

        assertThat(summarize(request -> request.streamName("orders")).openShardCount())
                .as("while it is created")
                .isZero();
        kinesis.clock.advance(Kinesis.CREATING);
        assertThat(summarize(request -> request.streamName("orders")))
                .returns(4, StreamDescriptionSummary::openShardCount)
                .returns(
                        StreamMode.ON_DEMAND,
                        summary -> summary.streamModeDetails().streamMode());
    }

    @Test
    void whatAStreamCannotHaveIsRefusedAndNotIgnored() {
        assertRefused(
                () -> create(
                        request -> request.streamName("orders").shardCount(1).warmThroughputMiBps(10)),
                INVALID_ARGUMENT,
                "WarmThroughputMiBps is not expected when StreamMode=PROVISIONED");
        Map<String, String> tags = IntStream.range(0, 51).boxed().collect(Collectors.toMap(i -> "tag" + i, i -> ""));
        assertRefused(
                () -> create(
                        request -> request.streamName("orders").shardCount(1).tags(tags)),
                INVALID_ARGUMENT,
                "A stream has at most 50 tags.");
    }

    @Test
    void aDeletedStreamIsDeletingThenGone() {
        kinesis.createStream("orders", 1);

        delete(request -> request.streamName("orders"));

        assertThat(summarize(request -> request.streamName("orders")).streamStatus())
                .isEqualTo(StreamStatus.DELETING);
        delete(request -> request.streamName("orders"));
        kinesis.clock.advance(Duration.ofSeconds(1));
        assertRefused(
                () -> delete(request -> request.streamName("orders")),
                RESOURCE_NOT_FOUND,
                "Stream orders under account 000000000000 not found.");
    }

    @Test
    void aStreamMayBeDeletedWhileItIsCreated() {
        create(request -> request.streamName("orders").shardCount(1));

        delete(request -> request.streamName("orders"));

        StreamDescription deleting = describe(request -> request.streamName("orders"));
        assertThat(deleting.streamStatus()).isEqualTo(StreamStatus.DELETING);
        assertThat(deleting.shards()).isEmpty();
        kinesis.clock.advance(Duration.ofSeconds(1));
        assertRefused(
                () -> describe(request -> request.streamName("orders")),
                RESOURCE_NOT_FOUND,
                "Stream orders under account 000000000000 not found.");
    }

    @Test
    void streamsAreListedPageByPage() {
        for (String name : List.of("c", "a", "e", "b", "d")) {
            kinesis.createStream(name, 1);
        }

        ListStreamsResponse first = list(request -> request.limit(2));
        ListStreamsResponse second = list(request -> request.limit(2).nextToken(first.nextToken()));
        ListStreamsResponse third = list(request -> request.limit(2).nextToken(second.nextToken()));
        ListStreamsResponse afterB = list(request -> request.exclusiveStartStreamName("b"));

        assertThat(first.streamNames()).containsExactly("a", "b");
        assertThat(first.hasMoreStreams()).isTrue();
        assertThat(first.streamSummaries().getFirst().streamARN()).isEqualTo(ARN + "a");
        assertThat(second.streamNames()).containsExactly("c", "d");
        assertThat(third.streamNames()).containsExactly("e");
        assertThat(third.hasMoreStreams()).isFalse();
        assertThat(third.nextToken()).isNull();
        assertThat(afterB.streamNames()).containsExactly("c", "d", "e");
    }

    @Test
    void aPageTokenCanBeNeitherForgedNorKept() {
        kinesis.createStream("a", 1);
        kinesis.createStream("b", 1);
        String token = list(request -> request.limit(1)).nextToken();

        assertRefused(
                () -> list(request -> request.nextToken("AAAA" + token.substring(4))),
                INVALID_ARGUMENT,
                "Invalid NextToken.");
        assertRefused(
                () -> list(request -> request.nextToken(token).exclusiveStartStreamName("a")),
                INVALID_ARGUMENT,
                "NextToken and ExclusiveStartStreamName cannot be provided together.");
        kinesis.clock.advance(Duration.ofMinutes(5).plusMillis(1));
        assertRefused(
                () -> list(request -> request.nextToken(token)),
                EXPIRED_NEXT_TOKEN,
                "NextToken expired. The NextToken was created at time Mon Nov 23 10:00:01 UTC 2026 while right now it is "
                        + "Mon Nov 23 10:05:01 UTC 2026 which is further in the future than the tolerated delay of "
                        + "300000 milliseconds.");
    }

    private void create(UnaryOperator<CreateStreamRequest.Builder> request) {
        kinesis.call(request.apply(CreateStreamRequest.builder()).build(), CreateStreamResponse.class);
    }

    private void delete(UnaryOperator<DeleteStreamRequest.Builder> request) {
        kinesis.call(request.apply(DeleteStreamRequest.builder()).build(), DeleteStreamResponse.class);
    }

    private StreamDescription describe(UnaryOperator<DescribeStreamRequest.Builder> request) {
        return kinesis.call(request.apply(DescribeStreamRequest.builder()).build(), DescribeStreamResponse.class)
                .streamDescription();
    }

    private StreamDescriptionSummary summarize(UnaryOperator<DescribeStreamSummaryRequest.Builder> request) {
        return kinesis.call(
                        request.apply(DescribeStreamSummaryRequest.builder()).build(),
                        DescribeStreamSummaryResponse.class)
                .streamDescriptionSummary();
    }

    private ListStreamsResponse list(UnaryOperator<ListStreamsRequest.Builder> request) {
        return kinesis.call(request.apply(ListStreamsRequest.builder()).build(), ListStreamsResponse.class);
    }
}
