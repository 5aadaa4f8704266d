package io.millrace.batch;

import static io.millrace.batch.OfflineService.application;
import static io.millrace.batch.OfflineService.assertRefused;
import static io.millrace.batch.OfflineService.cluster;
import static io.millrace.batch.OfflineService.configuration;
import static io.millrace.batch.OfflineService.many;
import static io.millrace.batch.OfflineService.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.emr.model.ActionOnFailure;
import software.amazon.awssdk.services.emr.model.BootstrapActionConfig;
import software.amazon.awssdk.services.emr.model.Cluster;
import software.amazon.awssdk.services.emr.model.ClusterState;
import software.amazon.awssdk.services.emr.model.ClusterSummary;
import software.amazon.awssdk.services.emr.model.EmrException;
import software.amazon.awssdk.services.emr.model.InstanceGroup;
import software.amazon.awssdk.services.emr.model.InstanceGroupConfig;
import software.amazon.awssdk.services.emr.model.InstanceRoleType;
import software.amazon.awssdk.services.emr.model.RunJobFlowResponse;
import software.amazon.awssdk.services.emr.model.StepState;
import software.amazon.awssdk.services.emr.model.Tag;

/** The AWS SDK asks for clusters, over an engine without processes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterOperationsTest {
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
    void clusterIsDescribedAsItWasAskedFor() {
        // given
        RunJobFlowResponse response = service.emr()
                .runJobFlow(request -> cluster(request)
                        .logUri("s3://millrace/logs")
                        .serviceRole("EMR_DefaultRole")
                        .jobFlowRole("EMR_EC2_DefaultRole")
                        .tags(Tag.builder().key("team").value("flights").build())
                        .configurations(configuration("flink-conf", Map.of("parallelism.default", "2"))));
        String id = response.jobFlowId();

        // when
        service.waiter().waitUntilClusterRunning(request -> request.clusterId(id));
        Cluster cluster = service.describe(id);

        // then
        assertThat(id).matches("j-[0-9A-Z]{13}");
        assertThat(response.clusterArn()).isEqualTo("arn:aws:elasticmapreduce:us-east-1:000000000000:cluster/" + id);
        assertThat(cluster.clusterArn()).isEqualTo(response.clusterArn());
        assertThat(cluster.name()).isEqualTo("analytics");
        assertThat(cluster.status().state()).isEqualTo(ClusterState.WAITING);
        assertThat(cluster.status().stateChangeReason().message()).isEqualTo("Cluster ready to run steps.");
        assertThat(cluster.status().timeline().readyDateTime())
                .isAfterOrEqualTo(cluster.status().timeline().creationDateTime());
        assertThat(cluster.status().timeline().endDateTime()).isNull();
        assertThat(cluster.releaseLabel()).isEqualTo("emr-7.10.0");
        assertThat(cluster.logUri()).isEqualTo("s3://millrace/logs");
        assertThat(cluster.serviceRole()).isEqualTo("EMR_DefaultRole");
        assertThat(cluster.ec2InstanceAttributes().iamInstanceProfile()).isEqualTo("EMR_EC2_DefaultRole");
        assertThat(cluster.applications().getFirst().version()).isEqualTo("2.3.0");
        assertThat(cluster.tags().getFirst().value()).isEqualTo("flights");
        assertThat(cluster.configurations().getFirst().properties()).containsEntry("parallelism.default", "2");
        assertThat(cluster.stepConcurrencyLevel()).isEqualTo(1);
        assertThat(cluster.autoTerminate()).isFalse();
        assertThat(cluster.masterPublicDnsName()).isEqualTo("127.0.0.1:8081");
        assertThat(service.engine().plan(id).workers()).isEqualTo(2);
        assertThat(service.engine().plan(id).configuration()).containsEntry("parallelism.default", "2");
    }

    @Test
    void clusterThatIsNotKeptTerminatesAfterItsSteps() {
        // given
        String id = service.emr()
                .runJobFlow(request -> cluster(request)
                        .instances(instances -> instances.instanceCount(1))
                        .steps(step("only", ActionOnFailure.TERMINATE_CLUSTER)))
                .jobFlowId();
        String stepId = service.onlyStep(id);
        service.awaitStep(id, stepId, StepState.RUNNING);

        // when
        service.engine().complete(stepId);
        service.waiter().waitUntilClusterTerminated(request -> request.clusterId(id));

        // then
        Cluster cluster = service.describe(id);
        assertThat(cluster.status().state()).isEqualTo(ClusterState.TERMINATED);
        assertThat(cluster.status().stateChangeReason().codeAsString()).isEqualTo("ALL_STEPS_COMPLETED");
        assertThat(cluster.autoTerminate()).isTrue();
    }

    @Test
    void terminatedClusterTakesNoMoreSteps() {
        // given
        String id = service.run();
        service.emr().terminateJobFlows(request -> request.jobFlowIds(id));
        service.waiter().waitUntilClusterTerminated(request -> request.clusterId(id));

        // then
        assertThat(service.describe(id).status().stateChangeReason().message()).isEqualTo("Terminated by user request");
        assertRefused(
                () -> service.add(id, ActionOnFailure.CONTINUE),
                "ValidationException",
                "A job flow that is shutting down, terminated, or finished may not be modified.");
        service.emr().terminateJobFlows(request -> request.jobFlowIds(id));
    }

    @Test
    void protectedClusterIsNotTerminatedUntilTheProtectionIsLifted() {
        // given
        String id = service.run();
        String other = service.run();
        service.emr().setTerminationProtection(request -> request.jobFlowIds(id).terminationProtected(true));

        // then
        assertRefused(
                () -> service.emr().terminateJobFlows(request -> request.jobFlowIds(other, id)),
                "ValidationException",
                "Could not shut down one or more job flows since they are termination protected.");
        assertThat(service.describe(other).status().state()).isEqualTo(ClusterState.WAITING);

        // when
        service.emr().setTerminationProtection(request -> request.jobFlowIds(id).terminationProtected(false));
        service.emr().terminateJobFlows(request -> request.jobFlowIds(id));

        // then
        service.waiter().waitUntilClusterTerminated(request -> request.clusterId(id));
    }

    @Test
    void clusterThatIsNoLongerKeptTerminates() {
        // given
        String id = service.run();

        // when
        service.emr()
                .setKeepJobFlowAliveWhenNoSteps(
                        request -> request.jobFlowIds(id).keepJobFlowAliveWhenNoSteps(false));

        // then
        service.waiter().waitUntilClusterTerminated(request -> request.clusterId(id));
    }

    @Test
    void clustersAreListedByState() {
        // given
        String gone = service.run();
        String alive = service.run();
        service.emr().terminateJobFlows(request -> request.jobFlowIds(gone));
        service.waiter().waitUntilClusterTerminated(request -> request.clusterId(gone));

        // when
        List<ClusterSummary> all = service.emr().listClusters().clusters();
        List<ClusterSummary> waiting = service.emr()
                .listClusters(request -> request.clusterStates(ClusterState.WAITING))
                .clusters();

        // then
        assertThat(all.stream().map(ClusterSummary::id)).startsWith(alive, gone);
        assertThat(waiting.stream().map(ClusterSummary::id)).contains(alive).doesNotContain(gone);
    }

    @Test
    void instanceGroupsAreWhatTheCommandLineToolAsksFor() {
        // given
        String id = service.run();

        // when
        List<InstanceGroup> groups = service.emr()
                .listInstanceGroups(request -> request.clusterId(id))
                .instanceGroups();

        // then
        assertThat(groups.stream().map(InstanceGroup::instanceGroupTypeAsString))
                .containsExactly("MASTER", "CORE");
        assertThat(groups.getLast().requestedInstanceCount()).isEqualTo(2);
        assertThat(service.emr()
                        .listBootstrapActions(request -> request.clusterId(id))
                        .bootstrapActions())
                .isEmpty();
    }

    @Test
    void whatCannotBeRunIsRefusedAndNothingIsCreated() {
        // given
        List<ClusterSummary> before = service.emr().listClusters().clusters();

        // then
        service.assertRefusedCluster(
                request -> request.applications(application("Spark")),
                "Specified application: Spark is not supported; supported applications are: Flink.");
        service.assertRefusedCluster(
                request -> request.applications(List.of()), "Applications must name Flink: nothing else can be run.");
        service.assertRefusedCluster(
                request -> request.releaseLabel("newest"), "The supplied release label is invalid: newest.");
        service.assertRefusedCluster(
                request -> request.bootstrapActions(BootstrapActionConfig.builder()
                                .name("install")
                                .scriptBootstrapAction(script -> script.path("s3://b/install.sh"))
                                .build())
                        .customAmiId("ami-1"),
                "Parameters that are not supported: BootstrapActions, CustomAmiId.");
        service.assertRefusedCluster(
                request -> request.configurations(configuration("spark-env", Map.of())),
                "Configuration classification 'spark-env' is not supported; only flink-conf is, without others in it.");
        service.assertRefusedCluster(
                request -> request.configurations(configuration("flink-conf", Map.of("rest.port", "1"))),
                "flink-conf may not set rest.port.");
        service.assertRefusedCluster(
                request -> request.instances(instances -> instances.instanceCount(50)),
                "The cluster would have 49 workers, and at most 4 can be run.");
        service.assertRefusedCluster(
                request -> request.instances(instances -> instances.instanceGroups(InstanceGroupConfig.builder()
                        .instanceRole(InstanceRoleType.CORE)
                        .instanceType("m5")
                        .instanceCount(1)
                        .build())),
                "Zero master instance groups supplied, you must specify exactly one master instance group");
        service.assertRefusedCluster(
                request -> request.stepConcurrencyLevel(257),
                "StepConcurrencyLevel must be between 1 and 256, not 257.");
        service.assertRefusedCluster(
                request -> request.steps(many(257)),
                "Maximum number of active steps(State = 'Running', 'Pending' or 'Cancel_Pending') for cluster exceeded.");
        service.engine().becomeUnavailable("flink.home is not set");
        service.assertRefusedCluster(request -> {}, "No Flink cluster can be started: flink.home is not set.");
        service.engine().becomeAvailable();
        assertThat(service.emr().listClusters().clusters().stream()
                        .map(ClusterSummary::id)
                        .toList())
                .isEqualTo(before.stream().map(ClusterSummary::id).toList());
    }

    @Test
    void operationsThatAreNotBuiltSaySo() {
        assertThatThrownBy(() -> service.emr().listStudios(request -> {}))
                .isInstanceOf(EmrException.class)
                .satisfies(thrown ->
                        assertThat(((EmrException) thrown).statusCode()).isEqualTo(400));
    }
}
