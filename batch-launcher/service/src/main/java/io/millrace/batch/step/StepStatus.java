package io.millrace.batch.step;

import java.util.Optional;

/**
 * Where a step stands.
 *
 * @param message why it is so; empty if there is nothing to say
 * @param cancelOption how it is being stopped, while {@code CANCEL_PENDING}
 */
public record StepStatus(
        StepState state, String message, Optional<Failure> failure, Optional<CancelOption> cancelOption) {
    static StepStatus of(StepState state) {
        return new StepStatus(state, "", Optional.empty(), Optional.empty());
    }
}
