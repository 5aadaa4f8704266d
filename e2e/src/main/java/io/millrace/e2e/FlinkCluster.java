package io.millrace.e2e;

import io.millrace.e2e.cli.Poll;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.Application;
import software.amazon.awssdk.services.emr.model.Cluster;
import software.amazon.awssdk.services.emr.model.ClusterState;

/**
 * An EMR cluster that runs Flink and waits for steps.
 *
 * @param flink where Flink's own interface answers
 */
public record FlinkCluster(String id, URI flink) {
    private static final String NAME = "millrace";
    private static final String RELEASE = "emr-7.12.0";
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    /** Finds the house's cluster, or starts one, and waits until it takes steps. */
    public static FlinkCluster start(EmrClient emr) throws IOException, TimeoutException {
        String id = running(emr).orElseGet(() -> run(emr));
        Cluster cluster = Poll.until("cluster " + id + " being ready", TIMEOUT, () -> settled(emr, id));
        if (!takesSteps(cluster.status().state())) {
            throw new IOException("cluster %s is %s: %s"
                    .formatted(
                            id,
                            cluster.status().stateAsString(),
                            cluster.status().stateChangeReason().message()));
        }
        return new FlinkCluster(id, URI.create("http://" + cluster.masterPublicDnsName()));
    }

    private static Optional<String> running(EmrClient emr) {
        return emr
                .listClusters(list -> list.clusterStates(
                        ClusterState.STARTING, ClusterState.BOOTSTRAPPING, ClusterState.RUNNING, ClusterState.WAITING))
                .clusters()
                .stream()
                .filter(cluster -> cluster.name().equals(NAME))
                .map(cluster -> cluster.id())
                .findFirst();
    }

    private static String run(EmrClient emr) {
        return emr.runJobFlow(run -> run.name(NAME)
                        .releaseLabel(RELEASE)
                        .applications(Application.builder().name("Flink").build())
                        .instances(instances -> instances
                                .instanceCount(2)
                                .masterInstanceType("m5.xlarge")
                                .slaveInstanceType("m5.xlarge")
                                .keepJobFlowAliveWhenNoSteps(true))
                        .jobFlowRole("EMR_EC2_DefaultRole")
                        .serviceRole("EMR_DefaultRole"))
                .jobFlowId();
    }

    private static Optional<Cluster> settled(EmrClient emr, String id) {
        Cluster cluster =
                emr.describeCluster(describe -> describe.clusterId(id)).cluster();
        return switch (cluster.status().state()) {
            case STARTING, BOOTSTRAPPING -> Optional.empty();
            case RUNNING, WAITING, TERMINATING, TERMINATED, TERMINATED_WITH_ERRORS, UNKNOWN_TO_SDK_VERSION ->
                Optional.of(cluster);
        };
    }

    private static boolean takesSteps(ClusterState state) {
        return state == ClusterState.WAITING || state == ClusterState.RUNNING;
    }
}
