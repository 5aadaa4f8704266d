package io.millrace.benchmarks;

import io.millrace.benchmarks.compare.Comparison;
import io.millrace.benchmarks.process.PeerServer;
import io.millrace.benchmarks.process.Scratch;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Calls this server and its peers, and prints what each of them did as a table in Markdown. */
@Command(
        name = "compare",
        description = "Calls every operation of this server and of its peers, and prints a table in Markdown.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class CompareCommand implements Callable<Integer> {
    // Picocli writes it before call().
    @Option(
            names = "--only",
            split = ",",
            paramLabel = "SERVER",
            description = "Some of them: ${COMPLETION-CANDIDATES}. Default all.")
    private List<PeerServer.Kind> only = Arrays.asList(PeerServer.Kind.values());

    @Override
    public Integer call() throws IOException {
        try (Scratch scratch = Scratch.in(Run.HOME.resolve("target/bench"))) {
            Comparison comparison = new Comparison();
            for (PeerServer.Kind kind : only) {
                comparison.add(kind, scratch, Run.HOME.resolve("target/peers"));
            }
            System.out.print(comparison.table());
            return 0;
        }
    }
}
