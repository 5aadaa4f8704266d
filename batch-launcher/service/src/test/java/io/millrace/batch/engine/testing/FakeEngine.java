package io.millrace.batch.engine.testing;

import io.millrace.batch.engine.ClusterObservation;
import io.millrace.batch.engine.ClusterPlan;
import io.millrace.batch.engine.Engine;
import io.millrace.batch.engine.StepObservation;
import io.millrace.batch.engine.StepPlan;
import io.millrace.batch.step.CancelOption;
import io.millrace.batch.step.Failure;
import io.millrace.batch.step.StepCommand;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Clusters that are up at once; steps that run until a test says how they end. Any thread. */
public final class FakeEngine implements Engine {
    private final Map<String, ClusterObservation> clusters = new ConcurrentHashMap<>();
    private final Map<String, StepObservation> steps = new ConcurrentHashMap<>();
    private final List<String> submissions = new CopyOnWriteArrayList<>();
    private final List<ClusterPlan> plans = new CopyOnWriteArrayList<>();
    private volatile Optional<String> unavailable = Optional.empty();
    private volatile Optional<String> provisionFailure = Optional.empty();

    /** Step ids in the order they were begun, one for each time. */
    public List<String> submissions() {
        return List.copyOf(submissions);
    }

    public List<ClusterPlan> plans() {
        return List.copyOf(plans);
    }

    public void complete(String stepId) {
        steps.put(stepId, new StepObservation.Completed());
    }

    public void fail(String stepId, Failure failure) {
        steps.put(stepId, new StepObservation.Failed(failure));
    }

    public void show(String clusterId, ClusterObservation observation) {
        clusters.put(clusterId, observation);
    }

    public void becomeUnavailable(String why) {
        unavailable = Optional.of(why);
    }

    public void becomeAvailable() {
        unavailable = Optional.empty();
    }

    /** What a cluster was last started with. */
    public ClusterPlan plan(String clusterId) {
        return plans.reversed().stream()
                .filter(plan -> plan.clusterId().equals(clusterId))
                .findFirst()
                .orElseThrow();
    }

    public void refuseToProvision(String why) {
        provisionFailure = Optional.of(why);
    }

    @Override
    public String application() {
        return "Flink";
    }

    @Override
    public String version() {
        return "2.3.0";
    }

    @Override
    public int workersMax() {
        return 4;
    }

    @Override
    public Set<String> refusedConfiguration(Set<String> keys) {
        return keys.contains("rest.port") ? Set.of("rest.port") : Set.of();
    }

    @Override
    public Optional<String> unavailable() {
        return unavailable;
    }

    @Override
    public void provision(ClusterPlan plan) throws IOException {
        if (provisionFailure.isPresent()) {
            throw new IOException(provisionFailure.get());
        }
        plans.add(plan);
        clusters.put(plan.clusterId(), new ClusterObservation.Ready("127.0.0.1:8081"));
    }

    @Override
    public ClusterObservation observe(String clusterId) {
        return clusters.getOrDefault(clusterId, new ClusterObservation.Absent());
    }

    @Override
    public void destroy(String clusterId) {
        clusters.remove(clusterId);
    }

    @Override
    public void submit(StepPlan plan) {
        submissions.add(plan.stepId());
        steps.put(
                plan.stepId(),
                plan.command() instanceof StepCommand.Unknown unknown
                        ? new StepObservation.Failed(new Failure("Unknown command", unknown.reason(), "controller"))
                        : new StepObservation.Running());
    }

    @Override
    public StepObservation observe(String clusterId, String stepId) {
        return steps.getOrDefault(stepId, new StepObservation.NotSubmitted());
    }

    @Override
    public void cancel(String clusterId, String stepId, CancelOption option) {
        fail(stepId, new Failure("stopped", option.name(), ""));
    }

    @Override
    public void finish(String clusterId, String stepId, String logUri) {}

    @Override
    public void retain(Set<String> clusterIds) {}

    @Override
    public void close() {
        clusters.clear();
    }
}
