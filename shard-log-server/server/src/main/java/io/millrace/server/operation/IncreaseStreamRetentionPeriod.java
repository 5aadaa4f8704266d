package io.millrace.server.operation;

import io.millrace.frontdoor.Operation;
import software.amazon.awssdk.services.kinesis.model.IncreaseStreamRetentionPeriodRequest;
import software.amazon.awssdk.services.kinesis.model.IncreaseStreamRetentionPeriodResponse;

/** Makes a stream keep its records longer. */
final class IncreaseStreamRetentionPeriod
        implements Operation<IncreaseStreamRetentionPeriodRequest, IncreaseStreamRetentionPeriodResponse> {
    private final Updates updates;

    IncreaseStreamRetentionPeriod(Updates updates) {
        this.updates = updates;
    }

    @Override
    public Class<IncreaseStreamRetentionPeriodRequest> inputType() {
        return IncreaseStreamRetentionPeriodRequest.class;
    }

    @Override
    public IncreaseStreamRetentionPeriodResponse handle(IncreaseStreamRetentionPeriodRequest input) {
        updates.updateRequestFirst(
                new StreamFinder.Reference(input.streamName(), input.streamARN(), input.streamId()),
                stream -> RetentionHours.increased(stream, input.retentionPeriodHours()));
        return IncreaseStreamRetentionPeriodResponse.builder().build();
    }
}
