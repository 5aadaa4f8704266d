package io.millrace.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.server.testing.Waiting;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.Consumer;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.CreateStreamRequest;
import software.amazon.awssdk.services.kinesis.model.CreateStreamResponse;
import software.amazon.awssdk.services.kinesis.model.DeleteStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DeleteStreamResponse;
import software.amazon.awssdk.services.kinesis.model.DeregisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.DeregisterStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeLimitsRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeLimitsResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamResponse;
import software.amazon.awssdk.services.kinesis.model.ListStreamConsumersRequest;
import software.amazon.awssdk.services.kinesis.model.ListStreamConsumersResponse;
import software.amazon.awssdk.services.kinesis.model.ListStreamsRequest;
import software.amazon.awssdk.services.kinesis.model.ListStreamsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** Goes through every operation that answers with one response, and looks at what each of them did. */
final class Walk {
    private final WalkedStream stream;

    Walk(Api api, String stream) {
        this.stream = new WalkedStream(api, stream);
    }

    /** Returns the operations that it has called. */
    Set<String> go() {
        create();
        records();
        consumers();
        new ChoicesWalk(stream).go();
        new CapacityWalk(stream).go();
        delete();
        return stream.called();
    }

    private void create() {
        stream.call(
                CreateStreamRequest.builder()
                        .streamName(stream.name())
                        .shardCount(2)
                        .build(),
                CreateStreamResponse.class);
        stream.awaitActive();
        assertThat(stream.summary().streamARN()).isEqualTo(stream.arn());
        assertThat(stream.call(
                                DescribeStreamRequest.builder()
                                        .streamName(stream.name())
                                        .build(),
                                DescribeStreamResponse.class)
                        .streamDescription()
                        .shards())
                .hasSize(2);
        assertThat(stream.call(ListStreamsRequest.builder().build(), ListStreamsResponse.class)
                        .streamNames())
                .contains(stream.name());
        assertThat(stream.call(DescribeLimitsRequest.builder().build(), DescribeLimitsResponse.class)
                        .openShardCount())
                .isPositive();
    }

    private void records() {
        PutRecordResponse put = stream.put("one");
        PutRecordsResponse puts = stream.call(
                PutRecordsRequest.builder()
                        .streamARN(stream.arn())
                        .records(entry("two"), entry("three"))
                        .build(),
                PutRecordsResponse.class);
        assertThat(puts.failedRecordCount()).isZero();
        List<Record> records = stream.read(put.shardId()).records();
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

    private void consumers() {
        Consumer consumer = stream.call(
                        RegisterStreamConsumerRequest.builder()
                                .streamARN(stream.arn())
                                .consumerName("c")
                                .build(),
                        RegisterStreamConsumerResponse.class)
                .consumer();
        Waiting.until(() -> stream.call(
                                DescribeStreamConsumerRequest.builder()
                                        .consumerARN(consumer.consumerARN())
                                        .build(),
                                DescribeStreamConsumerResponse.class)
                        .consumerDescription()
                        .consumerStatus()
                == ConsumerStatus.ACTIVE);
        assertThat(listConsumers()).extracting(Consumer::consumerName).containsExactly("c");
        stream.call(
                DeregisterStreamConsumerRequest.builder()
                        .consumerARN(consumer.consumerARN())
                        .build(),
                DeregisterStreamConsumerResponse.class);
        Waiting.until(() -> listConsumers().isEmpty());
    }

    private List<Consumer> listConsumers() {
        return stream.call(
                        ListStreamConsumersRequest.builder()
                                .streamARN(stream.arn())
                                .build(),
                        ListStreamConsumersResponse.class)
                .consumers();
    }

    private void delete() {
        stream.call(
                DeleteStreamRequest.builder()
                        .streamName(stream.name())
                        .enforceConsumerDeletion(true)
                        .build(),
                DeleteStreamResponse.class);
        assertThatThrownBy(() -> Waiting.until(() -> stream.summary().streamStatus() == StreamStatus.ACTIVE))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("Stream %s under account 000000000000 not found.".formatted(stream.name()));
    }
}
