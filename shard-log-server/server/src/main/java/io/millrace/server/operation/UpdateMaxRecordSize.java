package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;

import io.millrace.frontdoor.Operation;
import software.amazon.awssdk.services.kinesis.model.UpdateMaxRecordSizeRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateMaxRecordSizeResponse;

/** Changes how large a record of a stream may be. */
final class UpdateMaxRecordSize implements Operation<UpdateMaxRecordSizeRequest, UpdateMaxRecordSizeResponse> {
    private static final int KIB = 1024;

    private final Updates updates;

    UpdateMaxRecordSize(Updates updates) {
        this.updates = updates;
    }

    @Override
    public Class<UpdateMaxRecordSizeRequest> inputType() {
        return UpdateMaxRecordSizeRequest.class;
    }

    @Override
    public UpdateMaxRecordSizeResponse handle(UpdateMaxRecordSizeRequest input) {
        if (input.streamARN() == null && input.streamId() == null) {
            throw INVALID_ARGUMENT.because("StreamARN must be provided.");
        }
        updates.update(
                new StreamFinder.Reference(null, input.streamARN(), input.streamId()),
                stream -> stream.with(stream.properties().withMaxRecordBytes(input.maxRecordSizeInKiB() * KIB)));
        return UpdateMaxRecordSizeResponse.builder().build();
    }
}
