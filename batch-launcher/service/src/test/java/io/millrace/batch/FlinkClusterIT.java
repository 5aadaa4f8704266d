package io.millrace.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.emr.model.ActionOnFailure.CANCEL_AND_WAIT;
import static software.amazon.awssdk.services.emr.model.ActionOnFailure.CONTINUE;

import io.millrace.server.testing.TestingServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.emr.model.ClusterState;
import software.amazon.awssdk.services.emr.model.FailureDetails;
import software.amazon.awssdk.services.emr.model.Step;
import software.amazon.awssdk.services.emr.model.StepState;

/** The AWS SDK, the server, and one real Flink cluster that all tests share. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FlinkClusterIT {
    private static final Logger log = LoggerFactory.getLogger(FlinkClusterIT.class);
    private static final String ENDLESS =
            "CREATE TABLE g (a INT) WITH ('connector' = 'datagen', 'rows-per-second' = '1');"
                    + " CREATE TABLE t (a INT) WITH ('connector' = 'blackhole');"
                    + " INSERT INTO t SELECT a FROM g;";

    @TempDir
    static Path directory;

    private TestingServer server;
    private EmrCluster cluster;

    @BeforeAll
    void startCluster() throws IOException {
        server = TestingServer.start(
                directory.resolve("data"), Map.of("emr.flink.home", System.getProperty("flink.home")));
        long started = System.nanoTime();
        cluster = EmrCluster.run(
                server.endpoint(),
                request -> request.logUri(directory.resolve("logs").toUri().toString()));
        cluster.awaitReady();
        log.info("cluster ready after {} ms", millisSince(started));
    }

    @AfterAll
    void stop() {
        cluster.terminate();
        assertThat(cluster.describe().status().state()).isEqualTo(ClusterState.TERMINATED);
        assertThat(processesOf(directory)).isEmpty();
        cluster.close();
        server.close();
    }

    @Test
    void sqlScriptRunsToTheEndOfItsJobsAndItsLogsAreKept() throws IOException {
        // given
        Path output = directory.resolve("output");
        Path script = Files.writeString(directory.resolve("script.sql"), """
                -- A script as people write them.
                CREATE TABLE t (a INT, b STRING)
                WITH ('connector' = 'filesystem', 'path' = '%s', 'format' = 'csv');
                INSERT INTO t VALUES (1, 'x'), (2, 'y; z');
                SELECT b FROM t WHERE a = 2;
                """.formatted(output.toUri()));

        // when
        long started = System.nanoTime();
        String stepId = cluster.add(EmrCluster.step(CONTINUE, "flink-sql", "-f", script.toString()))
                .getFirst();
        cluster.awaitCompleted(stepId);
        log.info("step completed after {} ms", millisSince(started));

        // then
        assertThat(contents(output)).containsExactlyInAnyOrder("1,x", "2,\"y; z\"");
        assertThat(stepDirectory(stepId).resolve("stdout")).content().contains("y; z", "1 row in set");
        assertThat(stepDirectory(stepId).resolve("controller")).content().contains("exit code 0");
        Path copy = directory.resolve("logs/%s/steps/%s/stdout.gz".formatted(cluster.id(), stepId));
        Polls.until(() -> Files.exists(copy.resolveSibling("stderr.gz")));
        assertThat(unzipped(copy)).contains("1 row in set");
    }

    @Test
    void statementThatMakesNoSenseFailsTheStepWithTheReason() {
        // when
        String stepId = cluster.add(EmrCluster.sql(CONTINUE, "INSERT INTO nope SELECT 1;"))
                .getFirst();
        Step failed = cluster.awaitStep(stepId, StepState.FAILED);

        // then
        FailureDetails details = failed.status().failureDetails();
        assertThat(details.reason()).isEqualTo("Flink SQL ended with exit code 1");
        assertThat(details.message()).contains("Cannot find table").contains("nope");
        assertThat(Path.of(details.logFile())).content().contains("Cannot find table");
    }

    @Test
    void jobThatFailsFailsTheStepAndTheNextOnesAreCancelled() {
        // given
        String failing = "CREATE TABLE g (a INT) WITH ('connector' = 'datagen', 'number-of-rows' = '3');"
                + " CREATE TABLE t (a INT) WITH ('connector' = 'blackhole');"
                + " INSERT INTO t SELECT a / 0 FROM g;";

        // when
        List<String> stepIds =
                cluster.add(EmrCluster.sql(CANCEL_AND_WAIT, failing), EmrCluster.sql(CONTINUE, "SELECT 1;"));
        Step failed = cluster.awaitStep(stepIds.getFirst(), StepState.FAILED);

        // then
        assertThat(failed.status().failureDetails().message()).contains("/ by zero");
        assertThat(cluster.step(stepIds.getLast()).status().state()).isEqualTo(StepState.CANCELLED);
        assertThat(cluster.describe().status().state()).isEqualTo(ClusterState.WAITING);
    }

    @Test
    void unknownCommandFailsTheStepAndRunsNothing() {
        // when
        String stepId = cluster.add(EmrCluster.step(CONTINUE, "bash", "-c", "touch " + directory.resolve("pwned")))
                .getFirst();
        Step failed = cluster.awaitStep(stepId, StepState.FAILED);

        // then
        assertThat(failed.status().failureDetails().message()).startsWith("Unknown command 'bash'");
        assertThat(directory.resolve("pwned")).doesNotExist();
    }

    @Test
    void missingScriptFailsTheStep() {
        // when
        String stepId = cluster.add(EmrCluster.step(CONTINUE, "flink-sql", "-f", "/nowhere.sql"))
                .getFirst();
        Step failed = cluster.awaitStep(stepId, StepState.FAILED);

        // then
        assertThat(failed.status().failureDetails().message()).isEqualTo("There is no file '/nowhere.sql'.");
    }

    @Test
    void cancelledStepTakesItsJobWithIt() {
        // given
        String stepId = cluster.add(EmrCluster.sql(CONTINUE, ENDLESS)).getFirst();
        Polls.until(() -> runningJobs() == 1);

        // when
        cluster.cancel(stepId);
        Step cancelled = cluster.awaitStep(stepId, StepState.CANCELLED);

        // then
        assertThat(cancelled.status().stateChangeReason().message()).isEqualTo("Cancelled by user");
        Polls.until(() -> runningJobs() == 0);
    }

    @Test
    void lostTaskManagerIsReplaced() {
        // given
        ProcessHandle old = taskManager();

        // when
        old.destroyForcibly();
        Polls.until(() -> !old.isAlive() && processesOf(directory).stream().anyMatch(FlinkClusterIT::isTaskManager));

        // then
        String stepId = cluster.add(EmrCluster.sql(CONTINUE, "SELECT 1;")).getFirst();
        cluster.awaitCompleted(stepId);
        assertThat(taskManager().pid()).isNotEqualTo(old.pid());
    }

    private int runningJobs() {
        String overview = get("/jobs/overview");
        return overview.split("\"state\":\"RUNNING\"", -1).length - 1;
    }

    private String get(String path) {
        URI uri = URI.create("http://" + cluster.describe().masterPublicDnsName() + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static ProcessHandle taskManager() {
        return processesOf(directory).stream()
                .filter(FlinkClusterIT::isTaskManager)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isTaskManager(ProcessHandle handle) {
        return handle.info().commandLine().orElse("").contains("/taskmanager-1 ");
    }

    static List<ProcessHandle> processesOf(Path directory) {
        return ProcessHandle.allProcesses()
                .filter(handle -> handle.info().commandLine().orElse("").contains("-Dmillrace.process=" + directory))
                .toList();
    }

    private Path stepDirectory(String stepId) {
        return directory.resolve("data/emr/clusters/%s/steps/%s".formatted(cluster.id(), stepId));
    }

    private static List<String> contents(Path output) throws IOException {
        try (Stream<Path> files = Files.walk(output)) {
            return files.filter(Files::isRegularFile)
                    .flatMap(file -> {
                        try {
                            return Files.readAllLines(file).stream();
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .toList();
        }
    }

    private static String unzipped(Path file) throws IOException {
        try (GZIPInputStream input = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }
}
