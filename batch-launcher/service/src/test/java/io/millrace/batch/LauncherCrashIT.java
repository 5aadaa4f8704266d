package io.millrace.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.emr.model.ActionOnFailure.CONTINUE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.emr.model.Cluster;
import software.amazon.awssdk.services.emr.model.ClusterState;
import software.amazon.awssdk.services.emr.model.Step;
import software.amazon.awssdk.services.emr.model.StepState;

/** What becomes of a running cluster when the launcher, or the cluster's master, dies. */
class LauncherCrashIT {
    @TempDir
    Path directory;

    /** One story, because every chapter needs the cluster of the one before. */
    @Test
    void killedLauncherFindsItsClusterAgainAndRunsNoStepTwice() throws IOException {
        // given: a step that takes a while
        Path data = Files.createDirectory(directory.resolve("data"));
        Path output = directory.resolve("output");
        LauncherProcess first = start(data);
        EmrCluster cluster = EmrCluster.run(first.endpoint(), request -> {});
        cluster.awaitReady();
        String stepId = cluster.add(EmrCluster.sql(CONTINUE, slowCopy(output))).getFirst();
        cluster.awaitStep(stepId, StepState.RUNNING);
        Path claim = data.resolve("emr/clusters/%s/steps/%s/stdout".formatted(cluster.id(), stepId));
        Polls.until(() -> Files.exists(claim));

        // when: the launcher is killed while it runs
        first.kill();
        int orphans = FlinkClusterIT.processesOf(directory).size();
        LauncherProcess second = start(data);
        EmrCluster found = cluster.at(second.endpoint());

        // then: the step goes on and ends as if nothing had happened
        assertThat(orphans).isGreaterThanOrEqualTo(2);
        found.awaitCompleted(stepId);
        assertThat(lines(output)).isEqualTo(20);
        assertThat(found.describe().status().state()).isEqualTo(ClusterState.WAITING);

        // when: the JobManager dies while a step runs
        String doomed = found.add(EmrCluster.sql(CONTINUE, slowCopy(directory.resolve("other"))))
                .getFirst();
        found.awaitStep(doomed, StepState.RUNNING);
        ProcessHandle jobManager = FlinkClusterIT.processesOf(directory).stream()
                .filter(handle -> handle.info().commandLine().orElse("").contains("/jobmanager "))
                .findFirst()
                .orElseThrow();
        jobManager.destroyForcibly();

        // then: cluster and step say so, and nothing is left
        Polls.until(() -> found.describe().status().state() == ClusterState.TERMINATED_WITH_ERRORS);
        Cluster ended = found.describe();
        assertThat(ended.status().stateChangeReason().codeAsString()).isEqualTo("INSTANCE_FAILURE");
        assertThat(ended.status().stateChangeReason().message()).startsWith("The JobManager ended");
        Step failed = found.step(doomed);
        assertThat(failed.status().state()).isEqualTo(StepState.FAILED);
        assertThat(failed.status().failureDetails().message()).startsWith("The JobManager ended");
        assertThat(FlinkClusterIT.processesOf(directory)).isEmpty();

        // when: another cluster runs and the launcher is asked to end
        EmrCluster other = EmrCluster.run(second.endpoint(), request -> {});
        other.awaitReady();
        second.terminate();

        // then: it takes its cluster with it, and the next one knows
        assertThat(FlinkClusterIT.processesOf(directory)).isEmpty();
        LauncherProcess third = start(data);
        EmrCluster gone = other.at(third.endpoint());
        Polls.until(() -> gone.describe().status().state() == ClusterState.TERMINATED_WITH_ERRORS);
        third.terminate();
        Stream.of(cluster, found, other, gone).forEach(EmrCluster::close);
    }

    private static LauncherProcess start(Path data) throws IOException {
        return LauncherProcess.start(data, System.getProperty("flink.home"));
    }

    /** Twenty rows in about four seconds. */
    private static String slowCopy(Path output) {
        return "SET 'execution.runtime-mode' = 'batch';"
                + " CREATE TABLE g (a INT) WITH ('connector' = 'datagen', 'rows-per-second' = '5', 'number-of-rows' = '20');"
                + " CREATE TABLE t (a INT) WITH ('connector' = 'filesystem', 'path' = '%s', 'format' = 'csv');"
                        .formatted(output.toUri())
                + " INSERT INTO t SELECT a FROM g;";
    }

    private static long lines(Path output) throws IOException {
        try (Stream<Path> files = Files.walk(output)) {
            long lines = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                lines += Files.readAllLines(file).size();
            }
            return lines;
        }
    }
}
