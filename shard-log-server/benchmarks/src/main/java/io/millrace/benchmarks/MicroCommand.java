package io.millrace.benchmarks;

import io.millrace.benchmarks.process.Scratch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs micro-benchmarks by JMH. */
@Command(
        name = "micro",
        description = "What a record costs in codec, checksum, append and lookup, by JMH.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class MicroCommand implements Callable<Integer> {
    private static final String PACKAGE = "io\\.millrace\\.benchmarks\\.micro\\..*";

    // Picocli writes these before call().
    @Parameters(paramLabel = "NAME", description = "Parts of names of benchmarks; all unless told otherwise.")
    private List<String> names = List.of();

    @Option(
            names = "--seconds",
            defaultValue = "5",
            paramLabel = "N",
            description = "How long each is measured. Default ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--data", paramLabel = "DIR", description = "On the disk to measure; files made there are deleted.")
    private @Nullable Path data;

    @Override
    public Integer call() throws IOException, RunnerException {
        try (Scratch scratch = Scratch.in(data == null ? Run.HOME.resolve("target/bench") : data)) {
            ChainedOptionsBuilder options = new OptionsBuilder()
                    .forks(1)
                    .warmupIterations(3)
                    .warmupTime(TimeValue.seconds(1))
                    .measurementIterations(seconds)
                    .measurementTime(TimeValue.seconds(1))
                    .jvmArgsAppend("-Xmx1g", "-Dmillrace.bench=" + scratch.directory("micro"));
            if (names.isEmpty()) {
                options.include(PACKAGE);
            }
            names.forEach(name -> options.include(PACKAGE + name));
            new Runner(options.build()).run();
        }
        return 0;
    }
}
