package io.millrace.batch.engine;

import java.util.Map;

/**
 * The processes a cluster should have.
 *
 * @param workers processes beside the master
 * @param configuration the engine's own settings, over the engine's defaults
 */
public record ClusterPlan(String clusterId, int workers, Map<String, String> configuration) {
    public ClusterPlan {
        configuration = Map.copyOf(configuration);
    }
}
