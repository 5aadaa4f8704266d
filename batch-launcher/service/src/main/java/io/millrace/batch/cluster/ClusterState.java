package io.millrace.batch.cluster;

/** EMR's states of a cluster. */
public enum ClusterState {
    STARTING,
    BOOTSTRAPPING,
    RUNNING,
    WAITING,
    TERMINATING,
    TERMINATED,
    TERMINATED_WITH_ERRORS;

    public boolean ended() {
        return this == TERMINATED || this == TERMINATED_WITH_ERRORS;
    }

    /** Whether the cluster still takes steps and changes. */
    public boolean modifiable() {
        return !ended() && this != TERMINATING;
    }

    /** Whether its engine is up. */
    public boolean up() {
        return this == RUNNING || this == WAITING;
    }
}
