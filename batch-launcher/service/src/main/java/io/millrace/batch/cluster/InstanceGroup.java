package io.millrace.batch.cluster;

/**
 * Machines of one role, as the caller asked for them. Types and markets are kept for the caller; counts decide how many
 * processes run.
 *
 * @param role MASTER, CORE or TASK
 */
public record InstanceGroup(String id, String name, String role, String type, int count) {
    public static final String MASTER = "MASTER";

    public InstanceGroup {
        if (count < 1) {
            throw new IllegalArgumentException("an instance group has at least one instance, not " + count);
        }
    }
}
