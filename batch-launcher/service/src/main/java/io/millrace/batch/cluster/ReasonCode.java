package io.millrace.batch.cluster;

/** EMR's codes for why a cluster changed its state. */
public enum ReasonCode {
    INTERNAL_ERROR,
    VALIDATION_ERROR,
    INSTANCE_FAILURE,
    INSTANCE_FLEET_TIMEOUT,
    BOOTSTRAP_FAILURE,
    USER_REQUEST,
    STEP_FAILURE,
    ALL_STEPS_COMPLETED
}
