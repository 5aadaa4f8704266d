package io.millrace.batch.cluster;

import java.util.List;
import java.util.Map;

/**
 * A cluster as its caller described it.
 *
 * @param applications names with versions, such as Flink and 2.3.0
 * @param stepConcurrency how many steps run at once, 1 to 256
 * @param flinkConfiguration what the {@code flink-conf} classification said
 * @param attributes what is kept only to be described again, by its wire name, such as {@code ServiceRole}
 */
public record ClusterSpec(
        String name,
        Map<String, String> applications,
        List<InstanceGroup> instanceGroups,
        int stepConcurrency,
        Map<String, String> flinkConfiguration,
        Map<String, String> attributes,
        Map<String, String> tags) {
    public static final int STEP_CONCURRENCY_MAX = 256;
    /** The attribute that says where a copy of the logs goes. */
    public static final String LOG_URI = "LogUri";

    public static final String RELEASE_LABEL = "ReleaseLabel";

    public ClusterSpec {
        if (stepConcurrency < 1 || stepConcurrency > STEP_CONCURRENCY_MAX) {
            throw new IllegalArgumentException("1 to 256 steps run at once, not " + stepConcurrency);
        }
        applications = Map.copyOf(applications);
        instanceGroups = List.copyOf(instanceGroups);
        flinkConfiguration = Map.copyOf(flinkConfiguration);
        attributes = Map.copyOf(attributes);
        tags = Map.copyOf(tags);
    }

    /** The engine's workers: one for each instance that is not the master, and one if the master stands alone. */
    public int workers() {
        int others = instanceGroups.stream()
                .filter(group -> !group.role().equals(InstanceGroup.MASTER))
                .mapToInt(InstanceGroup::count)
                .sum();
        return Math.max(1, others);
    }
}
