package io.millrace.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.batch.cluster.ClusterStore;
import io.millrace.batch.engine.testing.FakeEngine;
import io.millrace.batch.step.Failure;
import io.millrace.frontdoor.Account;
import io.millrace.frontdoor.FrontDoor;
import io.millrace.frontdoor.FrontDoorConfig;
import io.millrace.frontdoor.ObjectStore;
import io.millrace.frontdoor.ServiceContext;
import io.millrace.frontdoor.auth.Authentication;
import io.millrace.frontdoor.http.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.waiters.WaiterOverrideConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.ActionOnFailure;
import software.amazon.awssdk.services.emr.model.Application;
import software.amazon.awssdk.services.emr.model.BootstrapActionConfig;
import software.amazon.awssdk.services.emr.model.CancelStepsInfo;
import software.amazon.awssdk.services.emr.model.Cluster;
import software.amazon.awssdk.services.emr.model.ClusterState;
import software.amazon.awssdk.services.emr.model.ClusterSummary;
import software.amazon.awssdk.services.emr.model.Configuration;
import software.amazon.awssdk.services.emr.model.EmrException;
import software.amazon.awssdk.services.emr.model.InstanceGroup;
import software.amazon.awssdk.services.emr.model.InstanceGroupConfig;
import software.amazon.awssdk.services.emr.model.InstanceRoleType;
import software.amazon.awssdk.services.emr.model.InvalidRequestException;
import software.amazon.awssdk.services.emr.model.RunJobFlowRequest;
import software.amazon.awssdk.services.emr.model.RunJobFlowResponse;
import software.amazon.awssdk.services.emr.model.Step;
import software.amazon.awssdk.services.emr.model.StepConfig;
import software.amazon.awssdk.services.emr.model.StepState;
import software.amazon.awssdk.services.emr.model.StepSummary;
import software.amazon.awssdk.services.emr.model.Tag;
import software.amazon.awssdk.services.emr.waiters.EmrWaiter;

/** The AWS SDK against the service, over an engine without processes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmrOperationsTest {
    private static final AwsBasicCredentials CREDENTIALS = AwsBasicCredentials.create("key", "secret");

    @TempDir
    static Path directory;

    private final FakeEngine engine = new FakeEngine();
    private BatchService service;
    private FrontDoor door;
    private EmrClient emr;
    private EmrWaiter waiter;

    @BeforeAll
    void open() throws IOException {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        URI nowhere = URI.create("http://127.0.0.1:1");
        ObjectStore objects = new ObjectStore(nowhere, "us-east-1", CREDENTIALS, URI.create("s3://millrace/warehouse"));
        ServiceContext context = new ServiceContext(
                directory,
                new Account("000000000000", "us-east-1"),
                new ServiceContext.Peers(() -> nowhere, CREDENTIALS, objects),
                Map.of(),
                InstantSource.system(),
                meters);
        service = new BatchService(context, ClusterStore.open(directory), engine, new Random(1));
        FrontDoorConfig config = new FrontDoorConfig(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                "us-east-1",
                new Authentication.None(),
                Limits.DEFAULT);
        door = FrontDoor.start(config, List.of(service), meters);
        door.startServices();
        emr = EmrClient.builder()
                .endpointOverride(door.uri())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(CREDENTIALS))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
        waiter = EmrWaiter.builder()
                .client(emr)
                .overrideConfiguration(WaiterOverrideConfiguration.builder()
                        .maxAttempts(400)
                        .backoffStrategyV2(BackoffStrategy.fixedDelayWithoutJitter(Duration.ofMillis(25)))
                        .build())
                .build();
    }

    @AfterAll
    void close() {
        waiter.close();
        emr.close();
        door.close();
        service.close();
    }

    @Test
    void clusterIsDescribedAsItWasAskedFor() {
        // given
        RunJobFlowResponse response = emr.runJobFlow(request -> cluster(request)
                .logUri("s3://millrace/logs")
                .serviceRole("EMR_DefaultRole")
                .jobFlowRole("EMR_EC2_DefaultRole")
                .tags(Tag.builder().key("team").value("flights").build())
                .configurations(configuration("flink-conf", Map.of("parallelism.default", "2"))));
        String id = response.jobFlowId();

        // when
        waiter.waitUntilClusterRunning(request -> request.clusterId(id));
        Cluster cluster = describe(id);

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
        assertThat(engine.plan(id).workers()).isEqualTo(2);
        assertThat(engine.plan(id).configuration()).containsEntry("parallelism.default", "2");
    }

    @Test
    void stepsRunInOrderAndAreListedNewestFirst() {
        // given
        String id = run();

        // when
        List<String> added = emr.addJobFlowSteps(request -> request.jobFlowId(id)
                        .steps(step("first", ActionOnFailure.CONTINUE), step("second", ActionOnFailure.CONTINUE)))
                .stepIds();
        awaitStep(id, added.getFirst(), StepState.RUNNING);
        Step waiting = step(id, added.getLast());
        engine.complete(added.getFirst());
        waiter.waitUntilStepComplete(request -> request.clusterId(id).stepId(added.getFirst()));
        awaitStep(id, added.getLast(), StepState.RUNNING);

        // then
        assertThat(added).allMatch(stepId -> stepId.matches("s-[0-9A-Z]{13}"));
        assertThat(waiting.status().state()).isEqualTo(StepState.PENDING);
        assertThat(waiting.config().args()).containsExactly("flink-sql", "-e", "SELECT 1;");
        assertThat(emr.listSteps(request -> request.clusterId(id)).steps().stream()
                        .map(StepSummary::name))
                .containsExactly("second", "first");
        assertThat(emr.listSteps(request -> request.clusterId(id).stepStates(StepState.COMPLETED)).steps().stream()
                        .map(StepSummary::name))
                .containsExactly("first");
        assertThat(
                        emr
                                .listSteps(request -> request.clusterId(id).stepIds(added.getFirst(), added.getLast()))
                                .steps()
                                .stream()
                                .map(StepSummary::name))
                .containsExactly("first", "second");
        assertThat(describe(id).status().stateChangeReason().message()).isEqualTo("Running step");
    }

    @Test
    void failedStepTellsWhyAndTheWaiterGivesUp() {
        // given
        String id = run();
        String stepId = add(id, ActionOnFailure.CONTINUE);
        awaitStep(id, stepId, StepState.RUNNING);

        // when
        engine.fail(stepId, new Failure("Flink SQL ended with exit code 1", "Cannot find table", "/logs/stderr"));

        // then
        assertThatThrownBy(() -> waiter.waitUntilStepComplete(
                        request -> request.clusterId(id).stepId(stepId)))
                .isInstanceOf(SdkClientException.class)
                .hasMessageContaining("FAILED");
        Step failed = step(id, stepId);
        assertThat(failed.status().failureDetails().reason()).isEqualTo("Flink SQL ended with exit code 1");
        assertThat(failed.status().failureDetails().message()).isEqualTo("Cannot find table");
        assertThat(failed.status().failureDetails().logFile()).isEqualTo("/logs/stderr");
        assertThat(failed.status().timeline().endDateTime()).isNotNull();
        assertThat(describe(id).status().state()).isEqualTo(ClusterState.WAITING);
    }

    @Test
    void clusterThatIsNotKeptTerminatesAfterItsSteps() {
        // given
        String id = emr.runJobFlow(request -> cluster(request)
                        .instances(instances -> instances.instanceCount(1))
                        .steps(step("only", ActionOnFailure.TERMINATE_CLUSTER)))
                .jobFlowId();
        String stepId = onlyStep(id);
        awaitStep(id, stepId, StepState.RUNNING);

        // when
        engine.complete(stepId);
        waiter.waitUntilClusterTerminated(request -> request.clusterId(id));

        // then
        Cluster cluster = describe(id);
        assertThat(cluster.status().state()).isEqualTo(ClusterState.TERMINATED);
        assertThat(cluster.status().stateChangeReason().codeAsString()).isEqualTo("ALL_STEPS_COMPLETED");
        assertThat(cluster.autoTerminate()).isTrue();
    }

    @Test
    void terminatedClusterTakesNoMoreSteps() {
        // given
        String id = run();
        emr.terminateJobFlows(request -> request.jobFlowIds(id));
        waiter.waitUntilClusterTerminated(request -> request.clusterId(id));

        // then
        assertThat(describe(id).status().stateChangeReason().message()).isEqualTo("Terminated by user request");
        assertRefused(
                () -> add(id, ActionOnFailure.CONTINUE),
                "ValidationException",
                "A job flow that is shutting down, terminated, or finished may not be modified.");
        emr.terminateJobFlows(request -> request.jobFlowIds(id));
    }

    @Test
    void protectedClusterIsNotTerminatedUntilTheProtectionIsLifted() {
        // given
        String id = run();
        String other = run();
        emr.setTerminationProtection(request -> request.jobFlowIds(id).terminationProtected(true));

        // then
        assertRefused(
                () -> emr.terminateJobFlows(request -> request.jobFlowIds(other, id)),
                "ValidationException",
                "Could not shut down one or more job flows since they are termination protected.");
        assertThat(describe(other).status().state()).isEqualTo(ClusterState.WAITING);

        // when
        emr.setTerminationProtection(request -> request.jobFlowIds(id).terminationProtected(false));
        emr.terminateJobFlows(request -> request.jobFlowIds(id));

        // then
        waiter.waitUntilClusterTerminated(request -> request.clusterId(id));
    }

    @Test
    void clusterThatIsNoLongerKeptTerminates() {
        // given
        String id = run();

        // when
        emr.setKeepJobFlowAliveWhenNoSteps(request -> request.jobFlowIds(id).keepJobFlowAliveWhenNoSteps(false));

        // then
        waiter.waitUntilClusterTerminated(request -> request.clusterId(id));
    }

    @Test
    void cancelledStepsSayWhatBecameOfTheRequest() {
        // given
        String id = run();
        String running = add(id, ActionOnFailure.CONTINUE);
        String pending = add(id, ActionOnFailure.CONTINUE);
        awaitStep(id, running, StepState.RUNNING);

        // when
        List<CancelStepsInfo> infos = emr.cancelSteps(
                        request -> request.clusterId(id).stepIds(running, pending, "s-NOPE"))
                .cancelStepsInfoList();
        awaitStep(id, running, StepState.CANCELLED);

        // then
        assertThat(infos.stream().map(CancelStepsInfo::statusAsString))
                .containsExactly("SUBMITTED", "SUBMITTED", "FAILED");
        assertThat(infos.getLast().reason()).isEqualTo("Step id 's-NOPE' is not valid.");
        assertThat(step(id, pending).status().state()).isEqualTo(StepState.CANCELLED);
        assertThat(engine.submissions()).contains(running).doesNotContain(pending);
    }

    @Test
    void listsGoOnFromTheirMarkers() {
        // given
        String id = run();
        List<String> added = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            added.addAll(emr.addJobFlowSteps(request -> request.jobFlowId(id).steps(many(60)))
                    .stepIds());
        }

        // when
        List<String> listed = emr.listStepsPaginator(request -> request.clusterId(id)).steps().stream()
                .map(StepSummary::id)
                .toList();

        // then
        Collections.reverse(added);
        assertThat(listed).isEqualTo(added);
        assertRefusedByCluster(
                () -> emr.listSteps(request -> request.clusterId(id).marker("nonsense")),
                "Marker 'nonsense' is not valid.");
    }

    @Test
    void clustersAreListedByState() {
        // given
        String gone = run();
        String alive = run();
        emr.terminateJobFlows(request -> request.jobFlowIds(gone));
        waiter.waitUntilClusterTerminated(request -> request.clusterId(gone));

        // when
        List<ClusterSummary> all = emr.listClusters().clusters();
        List<ClusterSummary> waiting = emr.listClusters(request -> request.clusterStates(ClusterState.WAITING))
                .clusters();

        // then
        assertThat(all.stream().map(ClusterSummary::id)).startsWith(alive, gone);
        assertThat(waiting.stream().map(ClusterSummary::id)).contains(alive).doesNotContain(gone);
    }

    @Test
    void instanceGroupsAreWhatTheCommandLineToolAsksFor() {
        // given
        String id = run();

        // when
        List<InstanceGroup> groups =
                emr.listInstanceGroups(request -> request.clusterId(id)).instanceGroups();

        // then
        assertThat(groups.stream().map(InstanceGroup::instanceGroupTypeAsString))
                .containsExactly("MASTER", "CORE");
        assertThat(groups.getLast().requestedInstanceCount()).isEqualTo(2);
        assertThat(emr.listBootstrapActions(request -> request.clusterId(id)).bootstrapActions())
                .isEmpty();
    }

    @Test
    void unknownIdsAreToldInTheWordsOfEachHalfOfTheApi() {
        assertRefusedByCluster(
                () -> emr.describeCluster(request -> request.clusterId("j-NOPE")), "Cluster id 'j-NOPE' is not valid.");
        assertRefusedByCluster(
                () -> emr.listSteps(request -> request.clusterId("j-NOPE")), "Cluster id 'j-NOPE' is not valid.");
        String id = run();
        assertRefusedByCluster(
                () -> emr.describeStep(request -> request.clusterId(id).stepId("s-NOPE")),
                "Step id 's-NOPE' is not valid.");
        assertRefused(
                () -> add("j-NOPE", ActionOnFailure.CONTINUE),
                "ValidationException",
                "Specified job flow ID does not exist.");
        assertRefused(
                () -> emr.terminateJobFlows(request -> request.jobFlowIds("nonsense")),
                "ValidationException",
                "Specified job flow ID not valid.");
    }

    @Test
    void whatCannotBeRunIsRefusedAndNothingIsCreated() {
        // given
        List<ClusterSummary> before = emr.listClusters().clusters();

        // then
        assertRefusedCluster(
                request -> request.applications(application("Spark")),
                "Specified application: Spark is not supported; supported applications are: Flink.");
        assertRefusedCluster(
                request -> request.applications(List.of()), "Applications must name Flink: nothing else can be run.");
        assertRefusedCluster(
                request -> request.releaseLabel("newest"), "The supplied release label is invalid: newest.");
        assertRefusedCluster(
                request -> request.bootstrapActions(BootstrapActionConfig.builder()
                                .name("install")
                                .scriptBootstrapAction(script -> script.path("s3://b/install.sh"))
                                .build())
                        .customAmiId("ami-1"),
                "Parameters that are not supported: BootstrapActions, CustomAmiId.");
        assertRefusedCluster(
                request -> request.configurations(configuration("spark-env", Map.of())),
                "Configuration classification 'spark-env' is not supported; only flink-conf is, without others in it.");
        assertRefusedCluster(
                request -> request.configurations(configuration("flink-conf", Map.of("rest.port", "1"))),
                "flink-conf may not set rest.port.");
        assertRefusedCluster(
                request -> request.instances(instances -> instances.instanceCount(50)),
                "The cluster would have 49 workers, and at most 4 can be run.");
        assertRefusedCluster(
                request -> request.instances(instances -> instances.instanceGroups(InstanceGroupConfig.builder()
                        .instanceRole(InstanceRoleType.CORE)
                        .instanceType("m5")
                        .instanceCount(1)
                        .build())),
                "Zero master instance groups supplied, you must specify exactly one master instance group");
        assertRefusedCluster(
                request -> request.stepConcurrencyLevel(257),
                "StepConcurrencyLevel must be between 1 and 256, not 257.");
        assertRefusedCluster(
                request -> request.steps(many(257)),
                "Maximum number of active steps(State = 'Running', 'Pending' or 'Cancel_Pending') for cluster exceeded.");
        engine.becomeUnavailable("flink.home is not set");
        assertRefusedCluster(request -> {}, "No Flink cluster can be started: flink.home is not set.");
        engine.becomeAvailable();
        assertThat(emr.listClusters().clusters().stream()
                        .map(ClusterSummary::id)
                        .toList())
                .isEqualTo(before.stream().map(ClusterSummary::id).toList());
    }

    @Test
    void concurrentStepsMayOnlyContinue() {
        // given
        String id = emr.runJobFlow(request -> cluster(request).stepConcurrencyLevel(2))
                .jobFlowId();

        // then
        assertRefused(
                () -> add(id, ActionOnFailure.CANCEL_AND_WAIT),
                "ValidationException",
                "The ActionOnFailure setting 'CANCEL_AND_WAIT' is not valid: a cluster whose StepConcurrencyLevel is"
                        + " greater than 1 allows CONTINUE only.");
        assertThat(emr.listSteps(request -> request.clusterId(id)).steps()).isEmpty();
    }

    @Test
    void noMoreStepsAreActiveThanTheLimitAllows() {
        // given
        String id = run();
        emr.addJobFlowSteps(request -> request.jobFlowId(id).steps(many(256)));

        // then
        assertRefused(
                () -> add(id, ActionOnFailure.CONTINUE),
                "ValidationException",
                "Maximum number of active steps(State = 'Running', 'Pending' or 'Cancel_Pending') for cluster exceeded.");
    }

    @Test
    void operationsThatAreNotBuiltSaySo() {
        assertThatThrownBy(() -> emr.listStudios(request -> {}))
                .isInstanceOf(EmrException.class)
                .satisfies(thrown ->
                        assertThat(((EmrException) thrown).statusCode()).isEqualTo(400));
    }

    private String run() {
        String id = emr.runJobFlow(EmrOperationsTest::cluster).jobFlowId();
        waiter.waitUntilClusterRunning(request -> request.clusterId(id));
        return id;
    }

    private static RunJobFlowRequest.Builder cluster(RunJobFlowRequest.Builder request) {
        return request.name("analytics")
                .releaseLabel("emr-7.10.0")
                .applications(application("Flink"))
                .instances(instances -> instances
                        .instanceCount(3)
                        .masterInstanceType("m5.xlarge")
                        .slaveInstanceType("m5.large")
                        .keepJobFlowAliveWhenNoSteps(true));
    }

    private static Application application(String name) {
        return Application.builder().name(name).build();
    }

    private static Configuration configuration(String classification, Map<String, String> properties) {
        return Configuration.builder()
                .classification(classification)
                .properties(properties)
                .build();
    }

    private static StepConfig step(String name, ActionOnFailure actionOnFailure) {
        return StepConfig.builder()
                .name(name)
                .actionOnFailure(actionOnFailure)
                .hadoopJarStep(jar -> jar.jar("command-runner.jar").args("flink-sql", "-e", "SELECT 1;"))
                .build();
    }

    private static List<StepConfig> many(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> step("step-" + i, ActionOnFailure.CONTINUE))
                .toList();
    }

    private String add(String clusterId, ActionOnFailure actionOnFailure) {
        return emr.addJobFlowSteps(request -> request.jobFlowId(clusterId).steps(step("step", actionOnFailure)))
                .stepIds()
                .getFirst();
    }

    private String onlyStep(String clusterId) {
        return emr.listSteps(request -> request.clusterId(clusterId))
                .steps()
                .getFirst()
                .id();
    }

    private Cluster describe(String id) {
        return emr.describeCluster(request -> request.clusterId(id)).cluster();
    }

    private Step step(String clusterId, String stepId) {
        return emr.describeStep(request -> request.clusterId(clusterId).stepId(stepId))
                .step();
    }

    private void awaitStep(String clusterId, String stepId, StepState state) {
        Polls.until(() -> step(clusterId, stepId).status().state() == state);
    }

    private void assertRefusedCluster(Consumer<RunJobFlowRequest.Builder> change, String message) {
        assertRefused(() -> emr.runJobFlow(request -> change.accept(cluster(request))), "ValidationException", message);
    }

    private static void assertRefusedByCluster(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(InvalidRequestException.class);
        assertRefused(call, "InvalidRequestException", message);
    }

    private static void assertRefused(ThrowingCallable call, String code, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(EmrException.class, refused -> {
            assertThat(refused.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(refused.awsErrorDetails().errorMessage()).isEqualTo(message);
        });
    }
}
