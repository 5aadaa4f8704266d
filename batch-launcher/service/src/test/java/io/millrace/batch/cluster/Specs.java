package io.millrace.batch.cluster;

import java.util.List;
import java.util.Map;

/** Descriptions that tests begin with. */
final class Specs {
    private Specs() {}

    static ClusterSpec cluster(int stepConcurrency) {
        return new ClusterSpec(
                "analytics",
                Map.of("Flink", "2.3.0"),
                List.of(
                        new InstanceGroup("ig-1", "", InstanceGroup.MASTER, "m5.xlarge", 1),
                        new InstanceGroup("ig-2", "workers", "CORE", "m5.xlarge", 2)),
                stepConcurrency,
                Map.of("parallelism.default", "2"),
                Map.of(ClusterSpec.RELEASE_LABEL, "emr-7.10.0"),
                Map.of("team", "flights"));
    }
}
