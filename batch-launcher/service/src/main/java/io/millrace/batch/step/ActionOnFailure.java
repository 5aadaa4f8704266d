package io.millrace.batch.step;

/** What happens to a cluster when a step of it fails. */
public enum ActionOnFailure {
    CONTINUE,
    CANCEL_AND_WAIT,
    TERMINATE_CLUSTER;

    private static final String OLD_NAME = "TERMINATE_JOB_FLOW";

    /** The action of a wire name; {@code TERMINATE_JOB_FLOW} is the old name of {@link #TERMINATE_CLUSTER}. */
    public static ActionOnFailure of(String wireName) {
        return wireName.equals(OLD_NAME) ? TERMINATE_CLUSTER : valueOf(wireName);
    }
}
