package io.millrace.batch.step;

/** EMR's states of a step. {@code INTERRUPTED} is known for the wire's sake; no step here takes it. */
public enum StepState {
    PENDING,
    CANCEL_PENDING,
    RUNNING,
    COMPLETED,
    CANCELLED,
    FAILED,
    INTERRUPTED;

    /** Whether the step counts against a cluster's limit of active steps. */
    public boolean active() {
        return this == PENDING || underWay();
    }

    /** Whether the engine may be running it. */
    public boolean underWay() {
        return this == RUNNING || this == CANCEL_PENDING;
    }
}
