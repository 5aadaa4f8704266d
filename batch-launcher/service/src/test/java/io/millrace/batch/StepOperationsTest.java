package io.millrace.batch;

import static io.millrace.batch.OfflineService.assertRefused;
import static io.millrace.batch.OfflineService.assertRefusedByCluster;
import static io.millrace.batch.OfflineService.cluster;
import static io.millrace.batch.OfflineService.many;
import static io.millrace.batch.OfflineService.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.batch.step.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.emr.model.ActionOnFailure;
import software.amazon.awssdk.services.emr.model.CancelStepsInfo;
import software.amazon.awssdk.services.emr.model.ClusterState;
import software.amazon.awssdk.services.emr.model.Step;
import software.amazon.awssdk.services.emr.model.StepState;
import software.amazon.awssdk.services.emr.model.StepSummary;

/** The AWS SDK asks for steps, over an engine without processes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StepOperationsTest {
    @TempDir
    static Path directory;

    private OfflineService service;

    @BeforeAll
    void open() throws IOException {
        service = OfflineService.open(directory);
    }

    @AfterAll
    void close() {
        service.close();
    }

    @Test
    void stepsRunInOrderAndAreListedNewestFirst() {
        // given
        String id = service.run();

        // when
        List<String> added = service.emr()
                .addJobFlowSteps(request -> request.jobFlowId(id)
                        .steps(step("first", ActionOnFailure.CONTINUE), step("second", ActionOnFailure.CONTINUE)))
                .stepIds();
        service.awaitStep(id, added.getFirst(), StepState.RUNNING);
        Step waiting = service.step(id, added.getLast());
        service.engine().complete(added.getFirst());
        service.waiter().waitUntilStepComplete(request -> request.clusterId(id).stepId(added.getFirst()));
        service.awaitStep(id, added.getLast(), StepState.RUNNING);

        // then
        assertThat(added).allMatch(stepId -> stepId.matches("s-[0-9A-Z]{13}"));
        assertThat(waiting.status().state()).isEqualTo(StepState.PENDING);
        assertThat(waiting.config().args()).containsExactly("flink-sql", "-e", "SELECT 1;");
        assertThat(service.emr().listSteps(request -> request.clusterId(id)).steps().stream()
                        .map(StepSummary::name))
                .containsExactly("second", "first");
        assertThat(
                        service
                                .emr()
                                .listSteps(request -> request.clusterId(id).stepStates(StepState.COMPLETED))
                                .steps()
                                .stream()
                                .map(StepSummary::name))
                .containsExactly("first");
        assertThat(service
                        .emr()
                        .listSteps(request -> request.clusterId(id).stepIds(added.getFirst(), added.getLast()))
                        .steps()
                        .stream()
                        .map(StepSummary::name))
                .containsExactly("first", "second");
        assertThat(service.describe(id).status().stateChangeReason().message()).isEqualTo("Running step");
    }

    @Test
    void failedStepTellsWhyAndTheWaiterGivesUp() {
        // given
        String id = service.run();
        String stepId = service.add(id, ActionOnFailure.CONTINUE);
        service.awaitStep(id, stepId, StepState.RUNNING);

        // when
        service.engine()
                .fail(stepId, new Failure("Flink SQL ended with exit code 1", "Cannot find table", "/logs/stderr"));

        // then
        assertThatThrownBy(() -> service.waiter()
                        .waitUntilStepComplete(request -> request.clusterId(id).stepId(stepId)))
                .isInstanceOf(SdkClientException.class)
                .hasMessageContaining("FAILED");
        Step failed = service.step(id, stepId);
        assertThat(failed.status().failureDetails().reason()).isEqualTo("Flink SQL ended with exit code 1");
        assertThat(failed.status().failureDetails().message()).isEqualTo("Cannot find table");
        assertThat(failed.status().failureDetails().logFile()).isEqualTo("/logs/stderr");
        assertThat(failed.status().timeline().endDateTime()).isNotNull();
        assertThat(service.describe(id).status().state()).isEqualTo(ClusterState.WAITING);
    }

    @Test
    void cancelledStepsSayWhatBecameOfTheRequest() {
        // given
        String id = service.run();
        String running = service.add(id, ActionOnFailure.CONTINUE);
        String pending = service.add(id, ActionOnFailure.CONTINUE);
        service.awaitStep(id, running, StepState.RUNNING);

        // when
        List<CancelStepsInfo> infos = service.emr()
                .cancelSteps(request -> request.clusterId(id).stepIds(running, pending, "s-NOPE"))
                .cancelStepsInfoList();
        service.awaitStep(id, running, StepState.CANCELLED);

        // then
        assertThat(infos.stream().map(CancelStepsInfo::statusAsString))
                .containsExactly("SUBMITTED", "SUBMITTED", "FAILED");
        assertThat(infos.getLast().reason()).isEqualTo("Step id 's-NOPE' is not valid.");
        assertThat(service.step(id, pending).status().state()).isEqualTo(StepState.CANCELLED);
        assertThat(service.engine().submissions()).contains(running).doesNotContain(pending);
    }

    @Test
    void listsGoOnFromTheirMarkers() {
        // given
        String id = service.run();
        List<String> added = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            added.addAll(service.emr()
                    .addJobFlowSteps(request -> request.jobFlowId(id).steps(many(60)))
                    .stepIds());
        }

        // when
        List<String> listed = service.emr().listStepsPaginator(request -> request.clusterId(id)).steps().stream()
                .map(StepSummary::id)
                .toList();

        // then
        Collections.reverse(added);
        assertThat(listed).isEqualTo(added);
        assertRefusedByCluster(
                () -> service.emr().listSteps(request -> request.clusterId(id).marker("nonsense")),
                "Marker 'nonsense' is not valid.");
    }

    @Test
    void unknownIdsAreToldInTheWordsOfEachHalfOfTheApi() {
        assertRefusedByCluster(
                () -> service.emr().describeCluster(request -> request.clusterId("j-NOPE")),
                "Cluster id 'j-NOPE' is not valid.");
        assertRefusedByCluster(
                () -> service.emr().listSteps(request -> request.clusterId("j-NOPE")),
                "Cluster id 'j-NOPE' is not valid.");
        String id = service.run();
        assertRefusedByCluster(
                () -> service.emr()
                        .describeStep(request -> request.clusterId(id).stepId("s-NOPE")),
                "Step id 's-NOPE' is not valid.");
        assertRefused(
                () -> service.add("j-NOPE", ActionOnFailure.CONTINUE),
                "ValidationException",
                "Specified job flow ID does not exist.");
        assertRefused(
                () -> service.emr().terminateJobFlows(request -> request.jobFlowIds("nonsense")),
                "ValidationException",
                "Specified job flow ID not valid.");
    }

    @Test
    void concurrentStepsMayOnlyContinue() {
        // given
        String id = service.emr()
                .runJobFlow(request -> cluster(request).stepConcurrencyLevel(2))
                .jobFlowId();

        // then
        assertRefused(
                () -> service.add(id, ActionOnFailure.CANCEL_AND_WAIT),
                "ValidationException",
                "The ActionOnFailure setting 'CANCEL_AND_WAIT' is not valid: a cluster whose StepConcurrencyLevel is"
                        + " greater than 1 allows CONTINUE only.");
        assertThat(service.emr().listSteps(request -> request.clusterId(id)).steps())
                .isEmpty();
    }

    @Test
    void noMoreStepsAreActiveThanTheLimitAllows() {
        // given
        String id = service.run();
        service.emr().addJobFlowSteps(request -> request.jobFlowId(id).steps(many(256)));

        // then
        assertRefused(
                () -> service.add(id, ActionOnFailure.CONTINUE),
                "ValidationException",
                "Maximum number of active steps(State = 'Running', 'Pending' or 'Cancel_Pending') for cluster exceeded.");
    }
}
