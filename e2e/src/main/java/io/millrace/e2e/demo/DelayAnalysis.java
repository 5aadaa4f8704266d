package io.millrace.e2e.demo;

import static io.millrace.e2e.demo.DemoResources.DATABASE;
import static io.millrace.e2e.demo.DemoResources.DELAYS;
import static io.millrace.e2e.demo.DemoResources.FLIGHTS;

import io.millrace.e2e.AwsClients;
import io.millrace.e2e.cli.Poll;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.services.emr.model.ActionOnFailure;
import software.amazon.awssdk.services.emr.model.Step;
import software.amazon.awssdk.services.emr.model.StepConfig;
import software.amazon.awssdk.services.emr.model.StepState;

/** The mean departure delay of every airport, by Flink SQL as a step of an EMR cluster, from one stream into another. */
final class DelayAnalysis {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final AwsClients aws;
    private final String clusterId;

    DelayAnalysis(AwsClients aws, String clusterId) {
        this.aws = aws;
        this.clusterId = clusterId;
    }

    /** Runs the step to its end; throws {@link IOException} with the step's reason if it fails. */
    void run(URI endpoint, String region) throws IOException, TimeoutException {
        StepConfig step = StepConfig.builder()
                .name("airport delays")
                .actionOnFailure(ActionOnFailure.CONTINUE)
                .hadoopJarStep(jar -> jar.jar("command-runner.jar").args("flink-sql", "-e", script(endpoint, region)))
                .build();
        String stepId = aws.emr()
                .addJobFlowSteps(add -> add.jobFlowId(clusterId).steps(step))
                .stepIds()
                .getFirst();
        Step ended = Poll.until(
                "step " + stepId + " ending",
                TIMEOUT,
                () -> Optional.of(aws.emr()
                                .describeStep(describe ->
                                        describe.clusterId(clusterId).stepId(stepId))
                                .step())
                        .filter(seen -> hasEnded(seen.status().state())));
        if (ended.status().state() != StepState.COMPLETED) {
            throw new IOException("step %s is %s: %s"
                    .formatted(
                            stepId,
                            ended.status().stateAsString(),
                            ended.status().failureDetails()));
        }
    }

    private static boolean hasEnded(StepState state) {
        return switch (state) {
            case COMPLETED, FAILED, CANCELLED, INTERRUPTED -> true;
            case PENDING, RUNNING, CANCEL_PENDING, UNKNOWN_TO_SDK_VERSION -> false;
        };
    }

    private static String script(URI endpoint, String region) {
        return """
                CREATE CATALOG millrace WITH ('type' = 'millrace', 'aws.endpoint' = '%s', 'aws.region' = '%s');
                USE CATALOG millrace;
                USE %s;
                SET 'execution.runtime-mode' = 'batch';
                SET 'table.dml-sync' = 'true';
                INSERT INTO %s
                SELECT origin, AVG(CAST(delay AS DOUBLE)) AS mean_delay
                FROM %s /*+ OPTIONS('scan.bounded' = 'true') */
                GROUP BY origin;
                """.formatted(endpoint, region, DATABASE, DELAYS, FLIGHTS);
    }
}
