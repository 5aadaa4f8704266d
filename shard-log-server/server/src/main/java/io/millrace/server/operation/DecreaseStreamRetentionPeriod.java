package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;

import io.millrace.frontdoor.Operation;
import java.time.Duration;
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
        Duration wanted = RetentionHours.parse(input.retentionPeriodHours());
        updates.update(new StreamFinder.Reference(input.streamName(), input.streamARN(), input.streamId()), stream -> {
            if (wanted.compareTo(stream.properties().retention()) > 0) {
                throw INVALID_ARGUMENT.because(
                        RetentionHours.refusal(stream, input.retentionPeriodHours(), "longer", "Increase"));
            }
            return stream.with(stream.properties().withRetention(wanted));
        });
        return DecreaseStreamRetentionPeriodResponse.builder().build();
    }
}
