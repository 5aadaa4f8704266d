package io.millrace.server.operation;

import io.millrace.frontdoor.Operation;
import software.amazon.awssdk.services.kinesis.model.DecreaseStreamRetentionPeriodRequest;
import software.amazon.awssdk.services.kinesis.model.DecreaseStreamRetentionPeriodResponse;

/** Makes a stream keep its records less long: those that are older are gone. */
final class DecreaseStreamRetentionPeriod
        implements Operation<DecreaseStreamRetentionPeriodRequest, DecreaseStreamRetentionPeriodResponse> {
    private final Updates updates;

    DecreaseStreamRetentionPeriod(Updates updates) {
        this.updates = updates;
    }

    @Override
    public Class<DecreaseStreamRetentionPeriodRequest> inputType() {
        return DecreaseStreamRetentionPeriodRequest.class;
    }

    @Override
    public DecreaseStreamRetentionPeriodResponse handle(DecreaseStreamRetentionPeriodRequest input) {
        updates.updateRequestFirst(
                new StreamFinder.Reference(input.streamName(), input.streamARN(), input.streamId()),
                stream -> RetentionHours.decreased(stream, input.retentionPeriodHours()));
        return DecreaseStreamRetentionPeriodResponse.builder().build();
    }
}
