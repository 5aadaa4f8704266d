package io.millrace.server.operation;

import io.millrace.server.stream.Consumer;
import io.millrace.server.stream.Stream;

/** Consumers as answers show them. */
final class WireConsumers {
    private WireConsumers() {}

    static software.amazon.awssdk.services.kinesis.model.Consumer of(
            ConsumerFinder finder, Stream stream, Consumer consumer) {
        return software.amazon.awssdk.services.kinesis.model.Consumer.builder()
                .consumerName(consumer.name())
                .consumerARN(finder.arn(stream, consumer))
                .consumerStatus(finder.consumers().statusOf(consumer))
                .consumerCreationTimestamp(consumer.created())
                .build();
    }
}
