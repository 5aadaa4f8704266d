package io.millrace.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.batch.cluster.ClusterStore;
import io.millrace.batch.engine.testing.FakeEngine;
import io.millrace.frontdoor.Account;
import io.millrace.frontdoor.FrontDoor;
import io.millrace.frontdoor.FrontDoorConfig;
import io.millrace.frontdoor.LocalCalls;
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
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.waiters.WaiterOverrideConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.ActionOnFailure;
import software.amazon.awssdk.services.emr.model.Application;
import software.amazon.awssdk.services.emr.model.Cluster;
import software.amazon.awssdk.services.emr.model.Configuration;
import software.amazon.awssdk.services.emr.model.EmrException;
import software.amazon.awssdk.services.emr.model.InvalidRequestException;
import software.amazon.awssdk.services.emr.model.RunJobFlowRequest;
import software.amazon.awssdk.services.emr.model.Step;
import software.amazon.awssdk.services.emr.model.StepConfig;
import software.amazon.awssdk.services.emr.model.StepState;
import software.amazon.awssdk.services.emr.waiters.EmrWaiter;

/** The service behind a front door and over an engine without processes, and the AWS SDK's client of it. */
final class OfflineService implements AutoCloseable {
    private static final AwsBasicCredentials CREDENTIALS = AwsBasicCredentials.create("key", "secret");

    private final FakeEngine engine;
    private final BatchService service;
    private final FrontDoor door;
    private final EmrClient emr;
    private final EmrWaiter waiter;

    private OfflineService(FakeEngine engine, BatchService service, FrontDoor door) {
        this.engine = engine;
        this.service = service;
        this.door = door;
        this.emr = EmrClient.builder()
                .endpointOverride(door.uri())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(CREDENTIALS))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
        this.waiter = EmrWaiter.builder()
                .client(emr)
                .overrideConfiguration(WaiterOverrideConfiguration.builder()
                        .maxAttempts(400)
                        .backoffStrategyV2(BackoffStrategy.fixedDelayWithoutJitter(Duration.ofMillis(25)))
                        .build())
                .build();
    }

    static OfflineService open(Path directory) throws IOException {
        FakeEngine engine = new FakeEngine();
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        URI nowhere = URI.create("http://127.0.0.1:1");
        ObjectStore objects = new ObjectStore(nowhere, "us-east-1", CREDENTIALS, URI.create("s3://millrace/warehouse"));
        ServiceContext context = new ServiceContext(
                directory,
                new Account("000000000000", "us-east-1"),
                new ServiceContext.Peers(
                        () -> nowhere, CREDENTIALS, objects, new LocalCalls(new CompletableFuture<>())),
                Map.of(),
                InstantSource.system(),
                meters);
        BatchService service = new BatchService(context, ClusterStore.open(directory), engine, new Random(1));
        FrontDoorConfig config = new FrontDoorConfig(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                "us-east-1",
                new Authentication.None(),
                Limits.DEFAULT);
        FrontDoor door = FrontDoor.bind(config, meters);
        door.open(List.of(service));
        return new OfflineService(engine, service, door);
    }

    FakeEngine engine() {
        return engine;
    }

    EmrClient emr() {
        return emr;
    }

    EmrWaiter waiter() {
        return waiter;
    }

    @Override
    public void close() {
        waiter.close();
        emr.close();
        door.close();
        service.close();
    }

    String run() {
        String id = emr.runJobFlow(OfflineService::cluster).jobFlowId();
        waiter.waitUntilClusterRunning(request -> request.clusterId(id));
        return id;
    }

    static RunJobFlowRequest.Builder cluster(RunJobFlowRequest.Builder request) {
        return request.name("analytics")
                .releaseLabel("emr-7.10.0")
                .applications(application("Flink"))
                .instances(instances -> instances
                        .instanceCount(3)
                        .masterInstanceType("m5.xlarge")
                        .slaveInstanceType("m5.large")
                        .keepJobFlowAliveWhenNoSteps(true));
    }

    static Application application(String name) {
        return Application.builder().name(name).build();
    }

    static Configuration configuration(String classification, Map<String, String> properties) {
        return Configuration.builder()
                .classification(classification)
                .properties(properties)
                .build();
    }

    static StepConfig step(String name, ActionOnFailure actionOnFailure) {
        return StepConfig.builder()
                .name(name)
                .actionOnFailure(actionOnFailure)
                .hadoopJarStep(jar -> jar.jar("command-runner.jar").args("flink-sql", "-e", "SELECT 1;"))
                .build();
    }

    static List<StepConfig> many(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> step("step-" + i, ActionOnFailure.CONTINUE))
                .toList();
    }

    String add(String clusterId, ActionOnFailure actionOnFailure) {
        return emr.addJobFlowSteps(request -> request.jobFlowId(clusterId).steps(step("step", actionOnFailure)))
                .stepIds()
                .getFirst();
    }

    String onlyStep(String clusterId) {
        return emr.listSteps(request -> request.clusterId(clusterId))
                .steps()
                .getFirst()
                .id();
    }

    Cluster describe(String id) {
        return emr.describeCluster(request -> request.clusterId(id)).cluster();
    }

    Step step(String clusterId, String stepId) {
        return emr.describeStep(request -> request.clusterId(clusterId).stepId(stepId))
                .step();
    }

    void awaitStep(String clusterId, String stepId, StepState state) {
        Polls.until(() -> step(clusterId, stepId).status().state() == state);
    }

    void assertRefusedCluster(Consumer<RunJobFlowRequest.Builder> change, String message) {
        assertRefused(() -> emr.runJobFlow(request -> change.accept(cluster(request))), "ValidationException", message);
    }

    static void assertRefusedByCluster(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(InvalidRequestException.class);
        assertRefused(call, "InvalidRequestException", message);
    }

    static void assertRefused(ThrowingCallable call, String code, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(EmrException.class, refused -> {
            assertThat(refused.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(refused.awsErrorDetails().errorMessage()).isEqualTo(message);
        });
    }
}
