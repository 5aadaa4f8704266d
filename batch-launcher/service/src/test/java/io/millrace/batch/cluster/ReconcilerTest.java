package io.millrace.batch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.batch.engine.ClusterObservation;
import io.millrace.batch.engine.testing.FakeEngine;
import io.millrace.batch.step.ActionOnFailure;
import io.millrace.batch.step.Failure;
import io.millrace.batch.step.Step;
import io.millrace.batch.step.StepSpec;
import io.millrace.batch.step.StepState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReconcilerTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    @TempDir
    Path directory;

    private final FakeEngine engine = new FakeEngine();
    private Instant now = NOW;
    private ClusterStore store;
    private Reconciler reconciler;

    @BeforeEach
    void open() throws IOException {
        store = ClusterStore.open(directory);
        reconciler = newReconciler();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void bringsAClusterUpAndItsStepsThrough() {
        // given
        create(true, "s-1", "s-2");

        // when
        passes(3);
        engine.complete("s-1");
        passes(2);
        engine.complete("s-2");
        passes(2);

        // then
        assertThat(engine.submissions()).containsExactly("s-1", "s-2");
        assertThat(engine.plans().getFirst().workers()).isEqualTo(2);
        assertThat(cluster().state()).isEqualTo(ClusterState.WAITING);
        assertThat(step("s-2").state()).isEqualTo(StepState.COMPLETED);
    }

    @Test
    void aLauncherThatDiesAfterMarkingAStepBeginsItOnceAfterTheRestart() {
        // given
        create(true, "s-1");
        passes(2);
        assertThat(store.change("j-1", flow -> flow.stepsStarted(NOW))).isPresent();
        assertThat(engine.submissions()).isEmpty();

        // when
        reconciler = newReconciler();
        passes(3);

        // then
        assertThat(engine.submissions()).containsExactly("s-1");
    }

    @Test
    void aLauncherThatDiesWhileAStepRunsFollowsItAfterTheRestart() {
        // given
        create(true, "s-1");
        passes(3);
        assertThat(step("s-1").state()).isEqualTo(StepState.RUNNING);

        // when
        reconciler = newReconciler();
        engine.complete("s-1");
        passes(1);

        // then
        assertThat(engine.submissions()).containsExactly("s-1");
        assertThat(step("s-1").state()).isEqualTo(StepState.COMPLETED);
    }

    @Test
    void lostEngineEndsTheClusterAndItsSteps() {
        // given
        create(true, "s-1", "s-2");
        passes(3);

        // when
        engine.show("j-1", new ClusterObservation.Lost("The JobManager ended"));
        passes(2);

        // then
        assertThat(cluster().status().code()).contains(ReasonCode.INSTANCE_FAILURE);
        assertThat(cluster().state()).isEqualTo(ClusterState.TERMINATED_WITH_ERRORS);
        assertThat(step("s-1").state()).isEqualTo(StepState.FAILED);
        assertThat(step("s-2").state()).isEqualTo(StepState.CANCELLED);
    }

    @Test
    void lostWorkerIsReplaced() {
        // given
        create(true);
        passes(2);

        // when
        engine.show("j-1", new ClusterObservation.Degraded("taskmanager-1 ended"));
        passes(1);

        // then
        assertThat(engine.plans()).hasSize(2);
        assertThat(cluster().state()).isEqualTo(ClusterState.WAITING);
    }

    @Test
    void engineThatDoesNotComeUpInTimeIsGivenUp() {
        // given
        create(true);
        passes(1);
        engine.show("j-1", new ClusterObservation.Starting());

        // when
        now = NOW.plus(Duration.ofMinutes(4));
        passes(2);

        // then
        assertThat(cluster().state()).isEqualTo(ClusterState.TERMINATED_WITH_ERRORS);
        assertThat(cluster().status().code()).contains(ReasonCode.BOOTSTRAP_FAILURE);
    }

    @Test
    void clusterThatCannotBeProvisionedEndsWithTheReason() {
        // given
        engine.refuseToProvision("disk full");
        create(true);

        // when
        passes(2);

        // then
        assertThat(cluster().state()).isEqualTo(ClusterState.TERMINATED_WITH_ERRORS);
        assertThat(cluster().status().message()).contains("disk full");
    }

    @Test
    void failedStepThatTerminatesTheClusterTakesItDown() {
        // given
        create(true, "s-1");
        passes(3);

        // when
        engine.fail("s-1", new Failure("Flink SQL ended with exit code 1", "no table", "stderr"));
        passes(2);

        // then
        assertThat(cluster().state()).isEqualTo(ClusterState.TERMINATED_WITH_ERRORS);
        assertThat(step("s-1").status().failure().orElseThrow().message()).isEqualTo("no table");
    }

    @Test
    void closingWritesDownThatTheClustersEndedWithTheService() {
        // given
        create(true, "s-1");
        passes(3);

        // when
        reconciler.close();

        // then
        assertThat(cluster().state()).isEqualTo(ClusterState.TERMINATED_WITH_ERRORS);
        assertThat(cluster().status().message()).isEqualTo("The service was stopped");
        assertThat(step("s-1").state()).isEqualTo(StepState.FAILED);
    }

    private Reconciler newReconciler() {
        InstantSource clock = () -> now;
        return new Reconciler(store, engine, clock);
    }

    private void passes(int times) {
        for (int i = 0; i < times; i++) {
            reconciler.pass();
        }
    }

    private Cluster cluster() {
        return store.find("j-1").orElseThrow().cluster();
    }

    private Step step(String id) {
        return store.step("j-1", id).orElseThrow();
    }

    private void create(boolean keepAlive, String... stepIds) {
        List<Step> steps = List.of(stepIds).stream()
                .map(id -> Step.pending(
                        id,
                        new StepSpec(
                                "step", "command-runner.jar", "", List.of("flink-sql", "-e", "SELECT 1;"), Map.of()),
                        ActionOnFailure.TERMINATE_CLUSTER,
                        NOW))
                .toList();
        store.create(JobFlow.starting("j-1", Specs.cluster(1), new Cluster.Switches(keepAlive, false), steps, NOW));
    }
}
