package io.millrace.batch.step;

import java.util.List;

/** What a step's jar and arguments ask for. */
public sealed interface StepCommand {
    String RUNNER_JAR = "command-runner.jar";
    String FLINK_SQL = "flink-sql";

    /** Flink SQL statements kept elsewhere: a path, a {@code file:} or an {@code s3:} URI. */
    record SqlFile(String location) implements StepCommand {}

    /** Flink SQL statements given with the step. */
    record SqlText(String statements) implements StepCommand {}

    /** Nothing this engine knows how to run. */
    record Unknown(String reason) implements StepCommand {}

    static StepCommand of(StepSpec spec) {
        String jar = spec.jar();
        if (!jar.equals(RUNNER_JAR) && !jar.endsWith("/" + RUNNER_JAR)) {
            return new Unknown("Cannot run jar '%s': only %s is supported.".formatted(jar, RUNNER_JAR));
        }
        List<String> arguments = spec.arguments();
        if (arguments.isEmpty()) {
            return new Unknown("%s was given no command.".formatted(RUNNER_JAR));
        }
        if (!arguments.getFirst().equals(FLINK_SQL)) {
            return new Unknown("Unknown command '%s': %s runs %s -f FILE or %s -e SQL."
                    .formatted(arguments.getFirst(), RUNNER_JAR, FLINK_SQL, FLINK_SQL));
        }
        if (arguments.size() == 3) {
            String value = arguments.get(2);
            switch (arguments.get(1)) {
                case "-f", "--file" -> {
                    return new SqlFile(value);
                }
                case "-e", "--execute" -> {
                    return new SqlText(value);
                }
                default -> {}
            }
        }
        return new Unknown("%s takes -f FILE or -e SQL and nothing else.".formatted(FLINK_SQL));
    }
}
