package io.millrace.batch.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.batch.cluster.Cluster.Switches;
import io.millrace.batch.step.ActionOnFailure;
import io.millrace.batch.step.CancelOption;
import io.millrace.batch.step.Failure;
import io.millrace.batch.step.Step;
import io.millrace.batch.step.StepSpec;
import io.millrace.batch.step.StepState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JobFlowTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final Failure FAILURE = new Failure("reason", "message", "log");
    private static final Switches KEPT = new Switches(true, false);
    private static final Switches NOT_KEPT = new Switches(false, false);

    @Test
    void clusterWithoutStepsWaits() {
        // given
        JobFlow starting = flow(KEPT);

        // when
        JobFlow bootstrapping = starting.provisioned();
        JobFlow ready = bootstrapping.ready("127.0.0.1:1", NOW);

        // then
        assertThat(bootstrapping.cluster().state()).isEqualTo(ClusterState.BOOTSTRAPPING);
        assertThat(ready.cluster().status())
                .isEqualTo(ClusterStatus.of(ClusterState.WAITING, "Cluster ready to run steps."));
        assertThat(ready.cluster().timeline().started()).contains(NOW);
        assertThat(ready.cluster().masterAddress()).contains("127.0.0.1:1");
    }

    @Test
    void clusterThatIsNotKeptTerminatesWhenItsStepsAreDone() {
        // given
        JobFlow running =
                ready(flow(NOT_KEPT, step("s-1", ActionOnFailure.CONTINUE))).stepsStarted(NOW);

        // when
        JobFlow done = running.stepCompleted("s-1", NOW);
        JobFlow gone = done.destroyed(NOW);

        // then
        assertThat(done.cluster().status())
                .isEqualTo(ClusterStatus.terminating(ReasonCode.ALL_STEPS_COMPLETED, "Steps completed"));
        assertThat(gone.cluster().state()).isEqualTo(ClusterState.TERMINATED);
        assertThat(gone.cluster().timeline().ended()).contains(NOW);
    }

    @Test
    void clusterThatIsNotKeptAndHasNoStepsTerminates() {
        assertThat(ready(flow(NOT_KEPT)).cluster().status().code()).contains(ReasonCode.ALL_STEPS_COMPLETED);
    }

    @Test
    void failedStepsThatLetTheClusterContinueEndItInErrorsButCleanly() {
        // given
        JobFlow running =
                ready(flow(NOT_KEPT, step("s-1", ActionOnFailure.CONTINUE))).stepsStarted(NOW);

        // when
        JobFlow gone = running.stepFailed("s-1", FAILURE, NOW).destroyed(NOW);

        // then
        assertThat(gone.cluster().status())
                .isEqualTo(new ClusterStatus(
                        ClusterState.TERMINATED, Optional.of(ReasonCode.STEP_FAILURE), "Steps completed with errors"));
    }

    @Test
    void stepsRunOneAfterAnother() {
        // given
        JobFlow flow = ready(flow(KEPT, step("s-1", ActionOnFailure.CONTINUE), step("s-2", ActionOnFailure.CONTINUE)));

        // when
        JobFlow first = flow.stepsStarted(NOW);
        JobFlow again = first.stepsStarted(NOW);
        JobFlow second = again.stepCompleted("s-1", NOW).stepsStarted(NOW);

        // then
        assertThat(states(first)).containsExactly(StepState.RUNNING, StepState.PENDING);
        assertThat(again).isEqualTo(first);
        assertThat(states(second)).containsExactly(StepState.COMPLETED, StepState.RUNNING);
        assertThat(second.cluster().state()).isEqualTo(ClusterState.RUNNING);
    }

    @Test
    void asManyStepsRunAsTheConcurrencyLevelAllows() {
        // given
        JobFlow flow = ready(flow(
                KEPT,
                2,
                step("s-1", ActionOnFailure.CONTINUE),
                step("s-2", ActionOnFailure.CONTINUE),
                step("s-3", ActionOnFailure.CONTINUE)));

        // when
        JobFlow running = flow.stepsStarted(NOW);

        // then
        assertThat(states(running)).containsExactly(StepState.RUNNING, StepState.RUNNING, StepState.PENDING);
    }

    @Test
    void failureWithContinueLeavesTheNextStepsTheirTurn() {
        // given
        JobFlow flow = started(ActionOnFailure.CONTINUE);

        // when
        JobFlow next = flow.stepFailed("s-1", FAILURE, NOW).stepsStarted(NOW);

        // then
        assertThat(states(next)).containsExactly(StepState.FAILED, StepState.RUNNING);
        assertThat(next.steps().getFirst().status().failure()).contains(FAILURE);
    }

    @Test
    void failureWithCancelAndWaitCancelsTheNextStepsAndWaits() {
        // given
        JobFlow flow = started(ActionOnFailure.CANCEL_AND_WAIT);

        // when
        JobFlow next = flow.stepFailed("s-1", FAILURE, NOW);

        // then
        assertThat(states(next)).containsExactly(StepState.FAILED, StepState.CANCELLED);
        assertThat(next.cluster().status())
                .isEqualTo(ClusterStatus.of(ClusterState.WAITING, "Cluster ready after last step failed."));
    }

    @Test
    void failureWithTerminateClusterEndsTheClusterWithErrors() {
        // given
        JobFlow flow = started(ActionOnFailure.TERMINATE_CLUSTER);

        // when
        JobFlow ending = flow.stepFailed("s-1", FAILURE, NOW);
        JobFlow gone = ending.destroyed(NOW);

        // then
        assertThat(states(ending)).containsExactly(StepState.FAILED, StepState.CANCELLED);
        assertThat(ending.cluster().status())
                .isEqualTo(ClusterStatus.terminating(ReasonCode.STEP_FAILURE, "Shut down as step failed"));
        assertThat(gone.cluster().state()).isEqualTo(ClusterState.TERMINATED_WITH_ERRORS);
    }

    @Test
    void protectedClusterOutlivesAStepThatWouldTerminateIt() {
        // given
        JobFlow flow = started(ActionOnFailure.TERMINATE_CLUSTER).protectedFromTermination(true);

        // when
        JobFlow next = flow.stepFailed("s-1", FAILURE, NOW);

        // then
        assertThat(next.cluster().state()).isEqualTo(ClusterState.WAITING);
        assertThat(states(next)).containsExactly(StepState.FAILED, StepState.CANCELLED);
    }

    @Test
    void userTerminationCancelsEveryStepOnceNothingRuns() {
        // given
        JobFlow flow = started(ActionOnFailure.CONTINUE);

        // when
        JobFlow ending = flow.terminatedByUser(NOW);
        JobFlow killed = ending.stepFailed("s-1", FAILURE, NOW);
        JobFlow gone = killed.destroyed(NOW);

        // then
        assertThat(states(ending)).containsExactly(StepState.RUNNING, StepState.CANCELLED);
        assertThat(states(killed)).containsExactly(StepState.CANCELLED, StepState.CANCELLED);
        assertThat(gone.cluster().status())
                .isEqualTo(new ClusterStatus(
                        ClusterState.TERMINATED, Optional.of(ReasonCode.USER_REQUEST), "Terminated by user request"));
    }

    @Test
    void stepThatCompletesWhileItsClusterEndsIsToldAsCompleted() {
        // given
        JobFlow ending = started(ActionOnFailure.CONTINUE).terminatedByUser(NOW);

        // when
        JobFlow gone = ending.stepCompleted("s-1", NOW).destroyed(NOW);

        // then
        assertThat(states(gone)).containsExactly(StepState.COMPLETED, StepState.CANCELLED);
    }

    @Test
    void lostEngineFailsTheRunningStepAndEndsTheClusterWithErrors() {
        // given
        JobFlow flow = started(ActionOnFailure.CONTINUE);

        // when
        JobFlow gone = flow.lost("The JobManager ended", NOW).destroyed(NOW);

        // then
        assertThat(states(gone)).containsExactly(StepState.FAILED, StepState.CANCELLED);
        assertThat(gone.steps().getFirst().status().failure().orElseThrow().message())
                .isEqualTo("The JobManager ended");
        assertThat(gone.cluster().status())
                .isEqualTo(new ClusterStatus(
                        ClusterState.TERMINATED_WITH_ERRORS,
                        Optional.of(ReasonCode.INSTANCE_FAILURE),
                        "The JobManager ended"));
    }

    @Test
    void engineThatDoesNotComeUpIsABootstrapFailure() {
        // given
        JobFlow starting = flow(KEPT, step("s-1", ActionOnFailure.CONTINUE)).provisioned();

        // when
        JobFlow gone = starting.bootstrapFailed("no port", NOW).destroyed(NOW);

        // then
        assertThat(gone.cluster().status())
                .isEqualTo(new ClusterStatus(
                        ClusterState.TERMINATED_WITH_ERRORS, Optional.of(ReasonCode.BOOTSTRAP_FAILURE), "no port"));
        assertThat(states(gone)).containsExactly(StepState.CANCELLED);
    }

    @Test
    void cancellingEndsPendingStepsAtOnceAndAsksRunningOnes() {
        // given
        JobFlow flow = started(ActionOnFailure.TERMINATE_CLUSTER);

        // when
        JobFlow asked = flow.cancelled(Set.of("s-1", "s-2"), CancelOption.SEND_INTERRUPT, NOW);
        JobFlow stopped = asked.stepFailed("s-1", FAILURE, NOW);

        // then
        assertThat(states(asked)).containsExactly(StepState.CANCEL_PENDING, StepState.CANCELLED);
        assertThat(asked.cluster().state()).isEqualTo(ClusterState.RUNNING);
        assertThat(states(stopped)).containsExactly(StepState.CANCELLED, StepState.CANCELLED);
        assertThat(stopped.cluster().status())
                .isEqualTo(ClusterStatus.of(ClusterState.WAITING, "Cluster ready after last step cancelled."));
    }

    @Test
    void stepThatWasFasterThanItsCancellationIsCompleted() {
        // given
        JobFlow asked = started(ActionOnFailure.CONTINUE).cancelled(Set.of("s-1"), CancelOption.TERMINATE_PROCESS, NOW);

        // when
        JobFlow done = asked.stepCompleted("s-1", NOW);

        // then
        assertThat(states(done)).containsExactly(StepState.COMPLETED, StepState.PENDING);
    }

    @Test
    void addedStepsWakeAWaitingCluster() {
        // given
        JobFlow waiting = ready(flow(KEPT));

        // when
        JobFlow running = waiting.with(List.of(step("s-9", ActionOnFailure.CONTINUE)));

        // then
        assertThat(running.cluster().status()).isEqualTo(ClusterStatus.of(ClusterState.RUNNING, "Running step"));
    }

    @Test
    void clusterNoLongerKeptTerminatesWhenItIsIdle() {
        assertThat(ready(flow(KEPT)).keptAlive(false).cluster().state()).isEqualTo(ClusterState.TERMINATING);
    }

    @ParameterizedTest
    @EnumSource
    void nothingMovesAnEndedCluster(Event event) {
        // given
        JobFlow gone = started(ActionOnFailure.CONTINUE).terminatedByUser(NOW).destroyed(NOW);

        // when
        JobFlow after = event.applyTo(gone);

        // then
        assertThat(after).isEqualTo(gone);
    }

    @Test
    void stepRefusesTransitionsItCannotMake() {
        Step pending = step("s-1", ActionOnFailure.CONTINUE);

        assertThatThrownBy(() -> pending.completed(NOW)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> pending.started(NOW).started(NOW)).isInstanceOf(IllegalStateException.class);
    }

    enum Event {
        PROVISIONED,
        READY,
        LOST,
        BOOTSTRAP_FAILED,
        TERMINATED,
        STEPS_STARTED,
        STEP_COMPLETED,
        STEP_FAILED,
        DESTROYED;

        JobFlow applyTo(JobFlow flow) {
            return switch (this) {
                case PROVISIONED -> flow.provisioned();
                case READY -> flow.ready("127.0.0.1:2", NOW);
                case LOST -> flow.lost("why", NOW);
                case BOOTSTRAP_FAILED -> flow.bootstrapFailed("why", NOW);
                case TERMINATED -> flow.terminatedByUser(NOW);
                case STEPS_STARTED -> flow.stepsStarted(NOW);
                case STEP_COMPLETED -> flow.stepCompleted("s-1", NOW);
                case STEP_FAILED -> flow.stepFailed("s-1", FAILURE, NOW);
                case DESTROYED -> flow.destroyed(NOW);
            };
        }
    }

    /** A cluster that runs s-1 and has s-2 to run next. */
    private static JobFlow started(ActionOnFailure actionOnFailure) {
        return ready(flow(KEPT, step("s-1", actionOnFailure), step("s-2", ActionOnFailure.CONTINUE)))
                .stepsStarted(NOW);
    }

    private static JobFlow ready(JobFlow starting) {
        return starting.provisioned().ready("127.0.0.1:1", NOW);
    }

    private static JobFlow flow(Switches switches, Step... steps) {
        return flow(switches, 1, steps);
    }

    private static JobFlow flow(Switches switches, int stepConcurrency, Step... steps) {
        return JobFlow.starting("j-1", Specs.cluster(stepConcurrency), switches, List.of(steps), NOW);
    }

    private static Step step(String id, ActionOnFailure actionOnFailure) {
        StepSpec spec =
                new StepSpec("step", "command-runner.jar", "", List.of("flink-sql", "-e", "SELECT 1;"), Map.of());
        return Step.pending(id, spec, actionOnFailure, NOW);
    }

    private static Stream<StepState> states(JobFlow flow) {
        return flow.steps().stream().map(Step::state);
    }
}
