package io.millrace.batch.step;

import static io.millrace.batch.step.StepState.CANCELLED;
import static io.millrace.batch.step.StepState.CANCEL_PENDING;
import static io.millrace.batch.step.StepState.COMPLETED;
import static io.millrace.batch.step.StepState.FAILED;
import static io.millrace.batch.step.StepState.PENDING;
import static io.millrace.batch.step.StepState.RUNNING;

import java.time.Instant;
import java.util.Optional;

/** A step and where it stands. Transitions return the step after them and refuse states they do not start from. */
public record Step(String id, StepSpec spec, ActionOnFailure actionOnFailure, StepStatus status, Timeline timeline) {
    /** A step nobody has begun. */
    public static Step pending(String id, StepSpec spec, ActionOnFailure actionOnFailure, Instant now) {
        return new Step(id, spec, actionOnFailure, StepStatus.of(PENDING), Timeline.from(now));
    }

    public StepState state() {
        return status.state();
    }

    public Step started(Instant now) {
        require(state() == PENDING, RUNNING);
        return new Step(id, spec, actionOnFailure, StepStatus.of(RUNNING), timeline.startedAt(now));
    }

    public Step completed(Instant now) {
        require(state().underWay(), COMPLETED);
        return ended(StepStatus.of(COMPLETED), now);
    }

    public Step failed(Failure failure, Instant now) {
        require(state().underWay(), FAILED);
        return ended(new StepStatus(FAILED, "", Optional.of(failure), Optional.empty()), now);
    }

    /** Asked to stop; whether it does is seen later. */
    public Step cancelRequested(CancelOption option) {
        require(state() == RUNNING, CANCEL_PENDING);
        StepStatus asked = new StepStatus(CANCEL_PENDING, "", Optional.empty(), Optional.of(option));
        return new Step(id, spec, actionOnFailure, asked, timeline);
    }

    public Step cancelled(String message, Instant now) {
        require(state().active(), CANCELLED);
        return ended(new StepStatus(CANCELLED, message, Optional.empty(), Optional.empty()), now);
    }

    private Step ended(StepStatus end, Instant now) {
        return new Step(id, spec, actionOnFailure, end, timeline.endedAt(now));
    }

    private void require(boolean possible, StepState next) {
        if (!possible) {
            throw new IllegalStateException("step %s cannot go from %s to %s".formatted(id, state(), next));
        }
    }
}
