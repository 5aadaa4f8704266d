package io.millrace.server.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.StreamName;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.kinesis.model.AddTagsToStreamRequest;
import software.amazon.awssdk.services.kinesis.model.AddTagsToStreamResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeLimitsRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.TagResourceRequest;

/** However a request names a stream, what it is about is spelled in one way. */
class KinesisAccessTest {
    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";

    @RegisterExtension
    private final Kinesis kinesis = new Kinesis();

    @BeforeEach
    void create() {
        kinesis.createStream("orders", 3);
    }

    @Test
    void everyWayToNameAStreamLeadsToOneArn() {
        String id = kinesis.streams.find(new StreamName("orders")).orElseThrow().id();
        String nextPage = kinesis.call(
                        ListShardsRequest.builder()
                                .streamName("orders")
                                .maxResults(1)
                                .build(),
                        ListShardsResponse.class)
                .nextToken();
        String iterator = kinesis.iterator("orders", 0, ShardIteratorType.LATEST);

        List<SdkPojo> requests = List.of(
                DescribeStreamSummaryRequest.builder().streamName("orders").build(),
                DescribeStreamSummaryRequest.builder().streamARN(ARN).build(),
                DescribeStreamSummaryRequest.builder()
                        .streamARN(ARN.replace("arn:aws:", "arn:aws-cn:"))
                        .build(),
                DescribeStreamSummaryRequest.builder().streamId(id).build(),
                ListShardsRequest.builder().nextToken(nextPage).build(),
                GetRecordsRequest.builder().shardIterator(iterator).build(),
                TagResourceRequest.builder().resourceARN(ARN).build());

        assertThat(requests).extracting(this::resource).containsOnly(ARN);
    }

    @Test
    void aConsumerIsNamedByItsStreamToo() {
        assertThat(resource(DescribeStreamConsumerRequest.builder()
                        .consumerARN(ARN.replace("aws", "aws-x") + "/consumer/reader:0001")
                        .build()))
                .isEqualTo(ARN + "/consumer/reader:1");
    }

    @Test
    void whatNamesNothingIsAboutEverything() {
        assertThat(resource(DescribeLimitsRequest.builder().build())).isEqualTo("*");
        assertThat(resource(GetRecordsRequest.builder().shardIterator("none").build()))
                .isEqualTo("*");
    }

    @Test
    void tagsAreConditionKeys() {
        kinesis.call(
                AddTagsToStreamRequest.builder()
                        .streamName("orders")
                        .tags(Map.of("owner", "me"))
                        .build(),
                AddTagsToStreamResponse.class);

        assertThat(kinesis.api()
                        .access()
                        .keys(AddTagsToStreamRequest.builder()
                                .streamName("orders")
                                .tags(Map.of("stage", "test"))
                                .build()))
                .containsEntry("aws:ResourceTag/owner", List.of("me"))
                .containsEntry("aws:RequestTag/stage", List.of("test"))
                .containsEntry("aws:TagKeys", List.of("stage"));
    }

    private String resource(SdkPojo request) {
        return kinesis.api().access().resource(request);
    }
}
