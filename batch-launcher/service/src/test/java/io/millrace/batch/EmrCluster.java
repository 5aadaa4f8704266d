package io.millrace.batch;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
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
import software.amazon.awssdk.services.emr.model.RunJobFlowRequest;
import software.amazon.awssdk.services.emr.model.Step;
import software.amazon.awssdk.services.emr.model.StepConfig;
import software.amazon.awssdk.services.emr.model.StepState;
import software.amazon.awssdk.services.emr.waiters.EmrWaiter;

/** One cluster, as a user of the AWS SDK handles it. */
final class EmrCluster implements AutoCloseable {
    private final EmrClient emr;
    private final EmrWaiter waiter;
    private final String id;

    private EmrCluster(EmrClient emr, String id) {
        this.emr = emr;
        this.id = id;
        this.waiter = EmrWaiter.builder()
                .client(emr)
                .overrideConfiguration(WaiterOverrideConfiguration.builder()
                        .maxAttempts(1_200)
                        .backoffStrategyV2(BackoffStrategy.fixedDelayWithoutJitter(Duration.ofMillis(100)))
                        .build())
                .build();
    }

    /** A kept cluster with one worker, changed as the caller likes. */
    static EmrCluster run(URI endpoint, Consumer<RunJobFlowRequest.Builder> change) {
        EmrClient emr = client(endpoint);
        String id = emr.runJobFlow(request -> {
                    request.name("analytics")
                            .releaseLabel("emr-7.10.0")
                            .applications(Application.builder().name("Flink").build())
                            .instances(instances -> instances.instanceCount(1).keepJobFlowAliveWhenNoSteps(true));
                    change.accept(request);
                })
                .jobFlowId();
        return new EmrCluster(emr, id);
    }

    /** The same cluster, told of by another process. */
    EmrCluster at(URI endpoint) {
        return new EmrCluster(client(endpoint), id);
    }

    String id() {
        return id;
    }

    void awaitReady() {
        waiter.waitUntilClusterRunning(request -> request.clusterId(id));
    }

    void terminate() {
        emr.terminateJobFlows(request -> request.jobFlowIds(id));
        awaitTerminated();
    }

    void awaitTerminated() {
        waiter.waitUntilClusterTerminated(request -> request.clusterId(id));
    }

    Cluster describe() {
        return emr.describeCluster(request -> request.clusterId(id)).cluster();
    }

    List<String> add(StepConfig... steps) {
        return emr.addJobFlowSteps(request -> request.jobFlowId(id).steps(steps))
                .stepIds();
    }

    static StepConfig sql(ActionOnFailure actionOnFailure, String statements) {
        return step(actionOnFailure, "flink-sql", "-e", statements);
    }

    static StepConfig step(ActionOnFailure actionOnFailure, String... arguments) {
        return StepConfig.builder()
                .name("step")
                .actionOnFailure(actionOnFailure)
                .hadoopJarStep(jar -> jar.jar("command-runner.jar").args(arguments))
                .build();
    }

    void cancel(String stepId) {
        emr.cancelSteps(request -> request.clusterId(id).stepIds(stepId));
    }

    Step step(String stepId) {
        return emr.describeStep(request -> request.clusterId(id).stepId(stepId)).step();
    }

    void awaitCompleted(String stepId) {
        waiter.waitUntilStepComplete(request -> request.clusterId(id).stepId(stepId));
    }

    Step awaitStep(String stepId, StepState state) {
        Polls.until(() -> step(stepId).status().state() == state);
        return step(stepId);
    }

    @Override
    public void close() {
        waiter.close();
        emr.close();
    }

    private static EmrClient client(URI endpoint) {
        return EmrClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }
}
