package io.millrace.firehose.operation;

import io.millrace.firehose.stream.Status;
import io.millrace.frontdoor.Operation;
import software.amazon.awssdk.services.firehose.model.DeleteDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.DeleteDeliveryStreamResponse;

/** Deletes a delivery stream with what it has not delivered. */
final class DeleteDeliveryStream implements Operation<DeleteDeliveryStreamRequest, DeleteDeliveryStreamResponse> {
    private final Names names;

    DeleteDeliveryStream(Names names) {
        this.names = names;
    }

    @Override
    public Class<DeleteDeliveryStreamRequest> inputType() {
        return DeleteDeliveryStreamRequest.class;
    }

    @Override
    public DeleteDeliveryStreamResponse handle(DeleteDeliveryStreamRequest input) {
        String name = input.deliveryStreamName();
        Status before = names.streams().delete(name).orElseThrow(() -> names.notFound(name));
        if (before == Status.CREATING) {
            throw FirehoseError.RESOURCE_IN_USE.because("Firehose %s under accountId %s is in state %s"
                    .formatted(name, names.account().id(), before));
        }
        return DeleteDeliveryStreamResponse.builder().build();
    }
}
