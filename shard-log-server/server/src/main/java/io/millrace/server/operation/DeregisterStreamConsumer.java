package io.millrace.server.operation;

import io.millrace.frontdoor.Operation;
import io.millrace.server.metric.KinesisMeters;
import java.io.IOException;
import java.io.UncheckedIOException;
import software.amazon.awssdk.services.kinesis.model.DeregisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.DeregisterStreamConsumerResponse;

/** Deletes a consumer of a stream, which ends its subscriptions. */
final class DeregisterStreamConsumer
        implements Operation<DeregisterStreamConsumerRequest, DeregisterStreamConsumerResponse> {
    private final ConsumerFinder consumers;
    private final KinesisMeters meters;

    DeregisterStreamConsumer(ConsumerFinder consumers, KinesisMeters meters) {
        this.consumers = consumers;
        this.meters = meters;
    }

    @Override
    public Class<DeregisterStreamConsumerRequest> inputType() {
        return DeregisterStreamConsumerRequest.class;
    }

    @Override
    public DeregisterStreamConsumerResponse handle(DeregisterStreamConsumerRequest input) {
        ConsumerFinder.Found found = consumers.find(new ConsumerFinder.Reference(
                input.streamARN(), input.consumerName(), input.consumerARN(), input.streamId()));
        try {
            consumers.consumers().deregister(found.consumer());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        meters.of(found.stream()).forgetConsumer(found.consumer().name());
        return DeregisterStreamConsumerResponse.builder().build();
    }
}
