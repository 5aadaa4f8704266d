package io.millrace.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.e2e.cli.Poll;
import io.millrace.e2e.cli.Progress;
import io.millrace.e2e.cli.SqlQuery;
import io.millrace.e2e.demo.Demo;
import io.millrace.e2e.demo.DemoResult;
import io.millrace.e2e.demo.FlightData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.emr.model.StepConfig;
import software.amazon.awssdk.services.emr.model.StepState;

/** The whole house, once: the demonstration, and what the README tells its readers to type. */
class HouseIT {
    private static final Pattern SNIPPET = Pattern.compile("<!-- test: (\\w+) -->\n```\\w+\n(.*?)```", Pattern.DOTALL);
    private static final Pattern QUERY = Pattern.compile("\\./millrace sql \"([^\"]*)\"");
    private static final Duration STEP_TIMEOUT = Duration.ofMinutes(2);

    @TempDir
    private static Path directory;

    private static House house;
    private static DemoResult demo;

    @BeforeAll
    static void runTheDemonstration() throws Exception {
        Installation installation = new Installation(Path.of(".."));
        Map<String, String> settings = Map.of("data", directory.toString(), "port", "0");
        house = House.open(new HouseConfig(installation, directory, settings, 0));
        demo = new Demo(house, FlightData.load(), new Progress(System.out, InstantSource.system())).run();
    }

    @AfterAll
    static void close() throws IOException {
        house.close();
    }

    @Test
    void theDemonstrationFindsWhatTheFileSays() {
        assertThat(demo.differences()).isEmpty();
        assertThat(demo.live()).isEqualTo(20_000);
        assertThat(demo.lake()).isEqualTo(20_000);
        assertThat(demo.worst())
                .hasSize(10)
                .first()
                .satisfies(worst -> assertThat(worst.airport()).isEqualTo("BMI"));
    }

    @Test
    void everySnippetOfTheReadmeWorks() throws Exception {
        assumeTrue(isInstalled("aws"), "the aws CLI is not installed");
        String readme = Files.readString(Path.of("..", "README.md"));
        String environment = "";
        Matcher snippets = SNIPPET.matcher(readme);
        int tested = 0;
        while (snippets.find()) {
            String snippet = snippets.group(2)
                    .replace("http://127.0.0.1:4567", house.endpoint().toString());
            switch (snippets.group(1)) {
                case "shell" -> {
                    runShell(environment + snippet);
                    if (snippet.startsWith("export")) {
                        environment = snippet.lines().findFirst().orElseThrow() + "\n";
                    }
                }
                case "flink" -> runFlink(snippet);
                case "trino" -> runTrino(snippet);
                default -> throw new AssertionError("no such kind of snippet: " + snippets.group(1));
            }
            tested++;
        }
        assertThat(tested).isEqualTo(4);
        assertThat(trino().run("SELECT sum(quantity) FROM lake.shop.orders_lake")
                        .rows())
                .containsExactly(List.of("8"));
    }

    private static void runShell(String script) throws Exception {
        Process process = new ProcessBuilder("bash", "-ec", script)
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    private static void runFlink(String sql) throws Exception {
        try (AwsClients aws = house.clients()) {
            String cluster = FlinkCluster.start(aws.emr()).id();
            StepConfig step = StepConfig.builder()
                    .name("readme")
                    .hadoopJarStep(jar -> jar.jar("command-runner.jar").args("flink-sql", "-e", sql))
                    .build();
            String id = aws.emr()
                    .addJobFlowSteps(add -> add.jobFlowId(cluster).steps(step))
                    .stepIds()
                    .getFirst();
            StepState state = Poll.until(
                    "the README's step",
                    STEP_TIMEOUT,
                    () -> Optional.of(aws.emr()
                                    .describeStep(describe ->
                                            describe.clusterId(cluster).stepId(id))
                                    .step()
                                    .status()
                                    .state())
                            .filter(seen -> seen == StepState.COMPLETED || seen == StepState.FAILED));
            assertThat(state).isEqualTo(StepState.COMPLETED);
        }
    }

    private static void runTrino(String commands) throws Exception {
        Matcher queries = QUERY.matcher(commands);
        while (queries.find()) {
            assertThat(trino().run(queries.group(1)).rows()).isNotEmpty();
        }
    }

    private static SqlQuery trino() {
        return new SqlQuery(house.endpoints().trino());
    }

    private static boolean isInstalled(String command) throws Exception {
        return new ProcessBuilder("bash", "-c", "command -v " + command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }
}
