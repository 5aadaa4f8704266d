package io.millrace.batch.cluster;

import java.util.Optional;

/**
 * Where a cluster stands.
 *
 * @param message why it is so, in AWS's words where AWS has some; empty if there is nothing to say
 */
public record ClusterStatus(ClusterState state, Optional<ReasonCode> code, String message) {
    static final String STEPS_COMPLETED_WITH_ERRORS = "Steps completed with errors";

    static ClusterStatus of(ClusterState state, String message) {
        return new ClusterStatus(state, Optional.empty(), message);
    }

    static ClusterStatus terminating(ReasonCode code, String message) {
        return new ClusterStatus(ClusterState.TERMINATING, Optional.of(code), message);
    }

    /** What a terminating cluster becomes once nothing of it runs. */
    ClusterStatus terminated() {
        boolean clean = switch (code.orElseThrow()) {
            case USER_REQUEST, ALL_STEPS_COMPLETED -> true;
            // Every step had its turn, so the cluster did what it was for.
            case STEP_FAILURE -> message.equals(STEPS_COMPLETED_WITH_ERRORS);
            case INTERNAL_ERROR, VALIDATION_ERROR, INSTANCE_FAILURE, INSTANCE_FLEET_TIMEOUT, BOOTSTRAP_FAILURE -> false;
        };
        return new ClusterStatus(clean ? ClusterState.TERMINATED : ClusterState.TERMINATED_WITH_ERRORS, code, message);
    }
}
