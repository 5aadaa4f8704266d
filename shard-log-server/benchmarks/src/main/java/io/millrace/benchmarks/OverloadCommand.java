package io.millrace.benchmarks;

import io.millrace.benchmarks.process.Scratch;
import io.millrace.benchmarks.process.ServerUnderTest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Offers the server far more than it takes, beside readers that do not read. */
@Command(
        name = "overload",
        description =
                "Offers the server many times what it takes, beside slow readers, and looks for what it acknowledged.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class OverloadCommand implements Callable<Integer> {
    // Picocli writes these before call().
    @Option(
            names = "--seconds",
            defaultValue = "120",
            paramLabel = "N",
            description = "How long; an iterator of the slow readers holds 300. Default ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--times",
            defaultValue = "10",
            paramLabel = "N",
            description = "How many times what the server takes is offered. Default ${DEFAULT-VALUE}.")
    private int times;

    @Option(
            names = "--connections",
            defaultValue = "512",
            paramLabel = "N",
            description = "That put. Default ${DEFAULT-VALUE}.")
    private int connections;

    @Option(
            names = "--readers",
            defaultValue = "1000",
            paramLabel = "N",
            description = "That take 4 KB/s each. Default ${DEFAULT-VALUE}.")
    private int readers;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "On the disk to measure; files made there are deleted. Default: beside the build.")
    private @Nullable Path data;

    @Option(names = "--java-option", paramLabel = "OPTION", description = "For the server under test; may be repeated.")
    private List<String> javaOptions = List.of();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A setting of the server under test, as queue-bytes=100000000; may be repeated.")
    private Map<String, String> settings = Map.of();

    @Override
    public Integer call() throws IOException {
        try (Scratch scratch = Scratch.in(data == null ? Run.HOME.resolve("target/bench") : data)) {
            Run run = new Run(
                    scratch,
                    new Figures(System.out),
                    new Run.Effort(connections, Duration.ofSeconds(seconds), false),
                    new ServerUnderTest.Options(settings, javaOptions));
            return new OverloadFigures(run, times, readers).measure() ? 0 : 1;
        }
    }
}
