package io.millrace.firehose.operation;

import io.millrace.firehose.buffer.DeliveryStreams.Defined;
import io.millrace.firehose.stream.DeliveryStream;
import io.millrace.frontdoor.Operation;
import software.amazon.awssdk.services.firehose.model.CreateDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamDescription;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamFailureType;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamStatus;
import software.amazon.awssdk.services.firehose.model.DescribeDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.DescribeDeliveryStreamResponse;
import software.amazon.awssdk.services.firehose.model.FailureDescription;
import software.amazon.awssdk.services.firehose.model.KinesisStreamSourceConfiguration;
import software.amazon.awssdk.services.firehose.model.SourceDescription;

/** Tells how a delivery stream is defined and where it stands. */
final class DescribeDeliveryStream implements Operation<DescribeDeliveryStreamRequest, DescribeDeliveryStreamResponse> {
    /** A delivery stream has one destination. */
    private static final String DESTINATION_ID = "destinationId-000000000001";

    private static final String VERSION = "1";

    private final Names names;

    DescribeDeliveryStream(Names names) {
        this.names = names;
    }

    @Override
    public Class<DescribeDeliveryStreamRequest> inputType() {
        return DescribeDeliveryStreamRequest.class;
    }

    @Override
    public DescribeDeliveryStreamResponse handle(DescribeDeliveryStreamRequest input) {
        Defined defined = names.find(input.deliveryStreamName());
        DeliveryStream stream = defined.stream();
        CreateDeliveryStreamRequest request = stream.request();
        DeliveryStreamDescription.Builder description = DeliveryStreamDescription.builder()
                .deliveryStreamName(stream.name())
                .deliveryStreamARN(names.arn(stream.name()))
                .deliveryStreamStatus(
                        DeliveryStreamStatus.fromValue(stream.status().name()))
                .deliveryStreamType(Definitions.type(request))
                .versionId(VERSION)
                .createTimestamp(stream.created())
                .hasMoreDestinations(false);
        stream.failure()
                .ifPresent(why -> description.failureDescription(FailureDescription.builder()
                        .type(DeliveryStreamFailureType.UNKNOWN_ERROR)
                        .details(why)
                        .build()));
        if (!DESTINATION_ID.equals(input.exclusiveStartDestinationId())) {
            description.destinations(DestinationDescriptions.of(
                    DESTINATION_ID, request, defined.spec().destination().hints()));
        }
        source(stream, description);
        return DescribeDeliveryStreamResponse.builder()
                .deliveryStreamDescription(description.build())
                .build();
    }

    private static void source(DeliveryStream stream, DeliveryStreamDescription.Builder description) {
        KinesisStreamSourceConfiguration kinesis = stream.request().kinesisStreamSourceConfiguration();
        if (kinesis != null) {
            description.source(SourceDescription.builder()
                    .kinesisStreamSourceDescription(source -> source.kinesisStreamARN(kinesis.kinesisStreamARN())
                            .roleARN(kinesis.roleARN())
                            .deliveryStartTimestamp(stream.created()))
                    .build());
            return;
        }
        if (stream.request().directPutSourceConfiguration() != null) {
            Integer hint = stream.request().directPutSourceConfiguration().throughputHintInMBs();
            description.source(SourceDescription.builder()
                    .directPutSourceDescription(source -> source.throughputHintInMBs(hint))
                    .build());
        }
    }
}
