package io.millrace.server.operation;

import io.millrace.frontdoor.Operation;
import io.millrace.server.stream.Consumer;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamConsumerResponse;

/** Says what a consumer of a stream is. */
final class DescribeStreamConsumer implements Operation<DescribeStreamConsumerRequest, DescribeStreamConsumerResponse> {
    private final StreamFinder finder;
    private final ConsumerFinder consumers;

    DescribeStreamConsumer(StreamFinder finder, ConsumerFinder consumers) {
        this.finder = finder;
        this.consumers = consumers;
    }

    @Override
    public Class<DescribeStreamConsumerRequest> inputType() {
        return DescribeStreamConsumerRequest.class;
    }

    @Override
    public DescribeStreamConsumerResponse handle(DescribeStreamConsumerRequest input) {
        ConsumerFinder.Found found = consumers.find(new ConsumerFinder.Reference(
                input.streamARN(), input.consumerName(), input.consumerARN(), input.streamId()));
        Consumer consumer = found.consumer();
        return DescribeStreamConsumerResponse.builder()
                .consumerDescription(description -> description
                        .consumerName(consumer.name())
                        .consumerARN(consumers.arn(found.stream(), consumer))
                        .consumerStatus(consumers.consumers().statusOf(consumer))
                        .consumerCreationTimestamp(consumer.created())
                        .streamARN(finder.arn(found.stream())))
                .build();
    }
}
