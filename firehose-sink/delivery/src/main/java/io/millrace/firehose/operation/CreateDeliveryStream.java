package io.millrace.firehose.operation;

import io.millrace.firehose.buffer.DeliveryStreams;
import io.millrace.firehose.stream.DeliverySpec;
import io.millrace.firehose.stream.DeliveryStream;
import io.millrace.firehose.stream.SourceSpec;
import io.millrace.frontdoor.Operation;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import software.amazon.awssdk.services.firehose.model.CreateDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.CreateDeliveryStreamResponse;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/** Defines a delivery stream, which becomes ACTIVE on its own. */
final class CreateDeliveryStream implements Operation<CreateDeliveryStreamRequest, CreateDeliveryStreamResponse> {
    private final Names names;
    private final Definitions definitions;
    private final KinesisClient kinesis;
    private final InstantSource clock;
    private final Supplier<UUID> ids;

    CreateDeliveryStream(Names names, KinesisClient kinesis, InstantSource clock, Supplier<UUID> ids) {
        this.names = names;
        this.definitions = new Definitions(names.account());
        this.kinesis = kinesis;
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public Class<CreateDeliveryStreamRequest> inputType() {
        return CreateDeliveryStreamRequest.class;
    }

    @Override
    public CreateDeliveryStreamResponse handle(CreateDeliveryStreamRequest input) {
        String name = input.deliveryStreamName();
        DeliverySpec spec = definitions.read(input);
        DeliveryStream stream = DeliveryStream.creating(ids.get(), clock.instant(), input);
        checkSource(spec.source());
        DeliveryStreams.Creation creation = names.streams().create(new DeliveryStreams.Defined(stream, spec));
        return switch (creation) {
            case CREATED ->
                CreateDeliveryStreamResponse.builder()
                        .deliveryStreamARN(names.arn(name))
                        .build();
            case NAME_TAKEN ->
                throw FirehoseError.RESOURCE_IN_USE.because("Firehose %s under accountId %s already exists"
                        .formatted(name, names.account().id()));
            case TOO_MANY ->
                throw FirehoseError.LIMIT_EXCEEDED.because("You have already consumed your firehose quota. "
                        + "The quota is specific to your account and region.");
        };
    }

    private void checkSource(SourceSpec source) {
        switch (source) {
            case SourceSpec.DirectPut own -> {}
            case SourceSpec.KinesisStream given -> checkExists(given.stream().value());
        }
    }

    private void checkExists(String stream) {
        try {
            kinesis.describeStreamSummary(describe -> describe.streamName(stream));
        } catch (ResourceNotFoundException e) {
            throw FirehoseError.INVALID_ARGUMENT.because("Stream %s under account %s not found."
                    .formatted(stream, names.account().id()));
        }
    }
}
