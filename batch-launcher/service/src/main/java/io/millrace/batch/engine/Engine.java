package io.millrace.batch.engine;

import io.millrace.batch.step.CancelOption;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * Runs clusters and steps as processes. Every call is idempotent and returns without waiting for a process to get
 * anywhere; what became of it is observed later. What was begun is found again after a restart. One thread at a time.
 */
public interface Engine extends Closeable {
    /** The applications a cluster may ask for, such as Flink, and their version here. */
    String application();

    String version();

    /** Workers a cluster may have. */
    int workersMax();

    /** The configuration keys, out of these, that are not a caller's to set. */
    Set<String> refusedConfiguration(Set<String> keys);

    /** Why no cluster can be started, if so. Any thread. */
    Optional<String> unavailable();

    /** Starts the processes of the plan that do not run. */
    void provision(ClusterPlan plan) throws IOException;

    ClusterObservation observe(String clusterId);

    /** Asks every process of the cluster to end; forcibly once they had their time. */
    void destroy(String clusterId);

    /** Begins a step, once: a step that was begun before is left alone. */
    void submit(StepPlan plan) throws IOException;

    StepObservation observe(String clusterId, String stepId);

    /** Asks a step to stop, with the jobs it began. */
    void cancel(String clusterId, String stepId, CancelOption option);

    /**
     * Tidies up after a step: stops jobs a failed or cancelled one left behind, copies its logs.
     *
     * @param logUri where to; empty to leave them where they are
     */
    void finish(String clusterId, String stepId, String logUri);

    /** Ends every process that a cluster which is not listed left behind. */
    void retain(Set<String> clusterIds) throws IOException;

    /** Ends every process begun or found again, and refuses to begin more. Returns once they are gone. */
    @Override
    void close();
}
