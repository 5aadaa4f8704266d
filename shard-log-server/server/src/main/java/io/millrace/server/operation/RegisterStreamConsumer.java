package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.LIMIT_EXCEEDED;
import static io.millrace.server.operation.KinesisError.RESOURCE_IN_USE;

import io.millrace.frontdoor.Operation;
import io.millrace.server.stream.Registration;
import io.millrace.server.stream.Stream;
import io.millrace.server.stream.Streams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.StreamMode;

/** Registers a consumer with a stream, which can subscribe to its shards once it is ACTIVE. */
final class RegisterStreamConsumer implements Operation<RegisterStreamConsumerRequest, RegisterStreamConsumerResponse> {
    private static final int CONSUMERS_MAX = 20;

    /** Of an on-demand stream of an account that is committed to a minimum of throughput. */
    private static final int CONSUMERS_MAX_COMMITTED = 50;

    private final StreamFinder finder;
    private final ConsumerFinder consumers;
    private final Streams streams;

    RegisterStreamConsumer(StreamFinder finder, ConsumerFinder consumers, Streams streams) {
        this.finder = finder;
        this.consumers = consumers;
        this.streams = streams;
    }

    @Override
    public Class<RegisterStreamConsumerRequest> inputType() {
        return RegisterStreamConsumerRequest.class;
    }

    @Override
    public RegisterStreamConsumerResponse handle(RegisterStreamConsumerRequest input) {
        Stream stream = finder.find(new StreamFinder.Reference(null, input.streamARN(), input.streamId()));
        Registration registration = register(new Registration.Wish(
                stream.id(), input.consumerName(), Tags.merged(Map.of(), input.tags()), consumersMax(stream)));
        return switch (registration) {
            case Registration.Registered registered ->
                RegisterStreamConsumerResponse.builder()
                        .consumer(WireConsumers.of(consumers, stream, registered.consumer()))
                        .build();
            case Registration.NameTaken taken ->
                throw RESOURCE_IN_USE.because("Consumer %s under stream %s under account %s already exists."
                        .formatted(
                                input.consumerName(),
                                stream.name(),
                                finder.account().id()));
            case Registration.TooMany over ->
                throw LIMIT_EXCEEDED.because("Stream %s under account %s has its limit of %d consumers."
                        .formatted(stream.name(), finder.account().id(), over.limit()));
            case Registration.TooManyCreating over ->
                throw LIMIT_EXCEEDED.because(
                        "Stream %s under account %s has its limit of %d consumers in state CREATING."
                                .formatted(stream.name(), finder.account().id(), over.limit()));
            case Registration.NotActive not ->
                throw RESOURCE_IN_USE.because("Stream %s under account %s not ACTIVE, instead in state %s"
                        .formatted(stream.name(), finder.account().id(), not.status()));
            case Registration.Gone gone -> throw finder.notFound(stream.name().value());
        };
    }

    private int consumersMax(Stream stream) {
        boolean committed = stream.properties().mode() == StreamMode.ON_DEMAND
                && streams.commitment().isOn(streams.now());
        return committed ? CONSUMERS_MAX_COMMITTED : CONSUMERS_MAX;
    }

    private Registration register(Registration.Wish wish) {
        try {
            return consumers.consumers().register(wish);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
