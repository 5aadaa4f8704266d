package io.millrace.benchmarks;

import io.millrace.benchmarks.process.Scratch;
import io.millrace.benchmarks.process.ServerUnderTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the server and its peers under load, one after the other. */
@Command(
        name = "log",
        description =
                "Runs the server and its peers under load, one after the other, and prints a line for each figure.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class LogCommand implements Callable<Integer> {
    // Picocli writes these before call().
    @Option(
            names = "--only",
            split = ",",
            paramLabel = "PART",
            description = "Some of: ${COMPLETION-CANDIDATES}. All unless told otherwise.")
    private @Nullable List<Part> only;

    @Option(
            names = "--seconds",
            defaultValue = "20",
            paramLabel = "N",
            description = "How long each load is measured. Default ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--connections",
            defaultValue = "16",
            paramLabel = "N",
            description = "Of a load of puts. Default ${DEFAULT-VALUE}.")
    private int connections;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "On the disk to measure; files made there are deleted. Default: beside the build.")
    private @Nullable Path data;

    @Option(
            names = "--java-option",
            paramLabel = "OPTION",
            description = "For the server under test, as -XX:StartFlightRecording=filename=put.jfr; may be repeated.")
    private List<String> javaOptions = List.of();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A setting of the server under test, as segment-bytes=1000000; may be repeated.")
    private Map<String, String> settings = Map.of();

    @Option(
            names = "--rounds",
            defaultValue = "1",
            paramLabel = "N",
            description = "How often the parts are measured; ratios are of the medians. Default ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--quick", description = "Write a fraction of what the restart and the cold read need.")
    private boolean quick;

    @Override
    public Integer call() throws IOException {
        List<Part> parts = only == null ? List.of(Part.values()) : only;
        Figures figures = new Figures(System.out);
        int failures = 0;
        try (Scratch scratch = Scratch.in(data == null ? Run.HOME.resolve("target/bench") : data)) {
            Run run = new Run(
                    scratch,
                    figures,
                    new Run.Effort(connections, Duration.ofSeconds(seconds), quick),
                    new ServerUnderTest.Options(settings, javaOptions));
            for (int round = 0; round < rounds; round++) {
                for (Part part : parts) {
                    failures += run(part, run) ? 0 : 1;
                }
            }
            Part.printRatios(figures);
        }
        return failures == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    /** One part that fails keeps no other from being measured. */
    private static boolean run(Part part, Run run) {
        try {
            part.run(run);
            return true;
        } catch (IOException | UncheckedIOException e) {
            System.err.printf("%s failed: %s%n", part.name().toLowerCase(Locale.ROOT), e.getMessage());
            return false;
        }
    }
}
