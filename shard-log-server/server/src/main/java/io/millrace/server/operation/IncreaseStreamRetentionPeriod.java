package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;

import io.millrace.frontdoor.Operation;
import java.time.Duration;
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
        Duration wanted = RetentionHours.parse(input.retentionPeriodHours());
        updates.update(new StreamFinder.Reference(input.streamName(), input.streamARN(), input.streamId()), stream -> {
            if (wanted.compareTo(stream.properties().retention()) < 0) {
                throw INVALID_ARGUMENT.because(
                        RetentionHours.refusal(stream, input.retentionPeriodHours(), "shorter", "Decrease"));
            }
            return stream.with(stream.properties().withRetention(wanted));
        });
        return IncreaseStreamRetentionPeriodResponse.builder().build();
    }
}
