package io.millrace.server.operation;

import io.millrace.server.stream.Commitment;
import java.time.Instant;
import software.amazon.awssdk.services.kinesis.model.MinimumThroughputBillingCommitmentOutput;

/** The account's settings on the wire. */
final class AccountSettings {
    private AccountSettings() {}

    static MinimumThroughputBillingCommitmentOutput of(Commitment commitment, Instant now) {
        MinimumThroughputBillingCommitmentOutput.Builder output =
                MinimumThroughputBillingCommitmentOutput.builder().status(commitment.status(now));
        commitment.started().ifPresent(output::startedAt);
        if (commitment.isOn(now)) {
            commitment.earliestEnd().ifPresent(output::earliestAllowedEndAt);
        } else {
            commitment.ended().ifPresent(output::endedAt);
        }
        return output.build();
    }
}
