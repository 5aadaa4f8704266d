package io.millrace.server.operation;

import io.millrace.server.stream.Stream;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.kinesis.model.MetricsName;

/** The metrics that may be kept for each shard of a stream. */
final class ShardMetrics {
    private ShardMetrics() {}

    /** Names as a stream keeps them; ALL stands for each of them. */
    static Set<String> named(List<MetricsName> metrics) {
        if (metrics.contains(MetricsName.ALL)) {
            return MetricsName.knownValues().stream()
                    .filter(metric -> metric != MetricsName.ALL)
                    .map(MetricsName::toString)
                    .collect(Collectors.toSet());
        }
        return metrics.stream().map(MetricsName::toString).collect(Collectors.toSet());
    }

    /** In order of their names. */
    static List<String> of(Stream stream) {
        return List.copyOf(new TreeSet<>(stream.properties().shardMetrics()));
    }
}
