package io.millrace.benchmarks;

import io.millrace.benchmarks.design.Designs;
import io.millrace.benchmarks.process.Scratch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the two designs of decision 0001. */
@Command(
        name = "design",
        description = "Measures a journal that is final against one that settles into files, at the level of files.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class DesignCommand implements Callable<Integer> {
    // Picocli writes these before call().
    @Option(
            names = "--megabytes",
            defaultValue = "4096",
            paramLabel = "N",
            description = "Of records to put through each. Default ${DEFAULT-VALUE}.")
    private long megabytes;

    @Option(
            names = "--shards",
            split = ",",
            defaultValue = "4,10000",
            paramLabel = "N",
            description = "How many shards they go to. Default ${DEFAULT-VALUE}.")
    private List<Integer> shards = List.of();

    @Option(names = "--data", paramLabel = "DIR", description = "On the disk to measure; files made there are deleted.")
    private @Nullable Path data;

    @Override
    public Integer call() throws IOException {
        Figures figures = new Figures(System.out);
        try (Scratch scratch = Scratch.in(data == null ? Run.HOME.resolve("target/bench") : data)) {
            for (int count : shards) {
                for (Designs.Kind kind : Designs.Kind.values()) {
                    Path directory = scratch.directory("design");
                    String name = "%s_%d".formatted(kind.name().toLowerCase(Locale.ROOT), count);
                    print(figures, name, Designs.measure(kind, directory, count, megabytes << 20));
                    Scratch.delete(directory);
                }
            }
        }
        return 0;
    }

    private static void print(Figures figures, String name, Designs.Result result) {
        figures.print(name + "_put", result.putMegabytesPerSecond(), "MB/s");
        figures.print(name + "_settled", result.settledMegabytesPerSecond(), "MB/s");
        figures.print(name + "_write_amplification", result.writeAmplification(), "ratio");
        figures.print(name + "_cold_read", result.readMegabytesPerSecond(), "MB/s");
    }
}
