package io.millrace.server.operation;

import static java.time.temporal.ChronoUnit.MILLIS;

import io.millrace.frontdoor.Operation;
import io.millrace.server.stream.Commitment;
import io.millrace.server.stream.Streams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import software.amazon.awssdk.services.kinesis.model.MinimumThroughputBillingCommitmentInputStatus;
import software.amazon.awssdk.services.kinesis.model.UpdateAccountSettingsRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateAccountSettingsResponse;

/** Commits the account to a minimum of throughput, or ends that as soon as it may end. */
final class UpdateAccountSettings implements Operation<UpdateAccountSettingsRequest, UpdateAccountSettingsResponse> {
    private final Streams streams;

    UpdateAccountSettings(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Class<UpdateAccountSettingsRequest> inputType() {
        return UpdateAccountSettingsRequest.class;
    }

    @Override
    public UpdateAccountSettingsResponse handle(UpdateAccountSettingsRequest input) {
        Instant now = streams.now().truncatedTo(MILLIS);
        boolean enable = input.minimumThroughputBillingCommitment().status()
                == MinimumThroughputBillingCommitmentInputStatus.ENABLED;
        Commitment after = commit(now, enable);
        return UpdateAccountSettingsResponse.builder()
                .minimumThroughputBillingCommitment(AccountSettings.of(after, now))
                .build();
    }

    private Commitment commit(Instant now, boolean enable) {
        try {
            return streams.commit(before -> enable ? before.enabled(now) : before.disabled(now));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
