package io.millrace.server.operation;

import static io.millrace.server.operation.Kinesis.assertRefused;
import static io.millrace.server.operation.KinesisError.RESOURCE_NOT_FOUND;

import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.kinesis.model.Consumer;
import software.amazon.awssdk.services.kinesis.model.ConsumerDescription;
import software.amazon.awssdk.services.kinesis.model.DeregisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.DeregisterStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.ListStreamConsumersRequest;
import software.amazon.awssdk.services.kinesis.model.ListStreamConsumersResponse;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerResponse;

/** Calls about the consumers of one stream. */
record StreamConsumers(Kinesis kinesis, String streamArn) {
    Consumer registered(String name) {
        Consumer consumer = register(name);
        kinesis.clock.advance(Kinesis.CREATING);
        return consumer;
    }

    Consumer register(String name) {
        return kinesis.call(
                        RegisterStreamConsumerRequest.builder()
                                .streamARN(streamArn)
                                .consumerName(name)
                                .build(),
                        RegisterStreamConsumerResponse.class)
                .consumer();
    }

    void deregister(String arn) {
        kinesis.call(
                DeregisterStreamConsumerRequest.builder().consumerARN(arn).build(),
                DeregisterStreamConsumerResponse.class);
    }

    ConsumerDescription describe(String arn) {
        return describe(request -> request.consumerARN(arn));
    }

    ConsumerDescription describe(UnaryOperator<DescribeStreamConsumerRequest.Builder> request) {
        return kinesis.call(
                        request.apply(DescribeStreamConsumerRequest.builder()).build(),
                        DescribeStreamConsumerResponse.class)
                .consumerDescription();
    }

    ListStreamConsumersResponse list(UnaryOperator<ListStreamConsumersRequest.Builder> request) {
        return kinesis.call(
                request.apply(ListStreamConsumersRequest.builder().streamARN(streamArn))
                        .build(),
                ListStreamConsumersResponse.class);
    }

    void assertNotFound(String arn) {
        assertRefused(
                () -> describe(arn),
                RESOURCE_NOT_FOUND,
                "Consumer billing under stream orders under account 000000000000 not found."
                        .replace("billing", arn.replaceAll(".*/consumer/(.*):.*", "$1")));
    }
}
