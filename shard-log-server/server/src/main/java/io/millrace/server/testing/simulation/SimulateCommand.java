package io.millrace.server.testing.simulation;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs seeds of the simulation and ends with 1 and the failing seed if an invariant does not hold. */
@Command(
        name = "simulate",
        description = "Runs the log's whole write path on a disk that fails, one seed a run.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class SimulateCommand implements Callable<Integer> {
    private static final long PROGRESS_SEEDS = 10_000;

    @Option(names = "--seeds", description = "How many seeds (default: ${DEFAULT-VALUE}).", defaultValue = "2000")
    private long seeds;

    @Option(names = "--from", description = "The first one (default: ${DEFAULT-VALUE}).", defaultValue = "0")
    private long from;

    @Option(names = "--threads", description = "How many at a time (default: one a processor).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Spec
    private CommandSpec spec;

    private SimulateCommand() {}

    public static void main(String[] arguments) {
        // The engine's own assertions are invariants too; none of its classes is loaded yet.
        SimulateCommand.class.getClassLoader().setDefaultAssertionStatus(true);
        System.exit(new CommandLine(new SimulateCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        AtomicLong held = new AtomicLong();
        Optional<AssertionError> failure = new Seeds(from, seeds).run(threads, seed -> {
            if (held.incrementAndGet() % PROGRESS_SEEDS == 0) {
                out.println(held + " seeds");
                out.flush();
            }
        });
        failure.ifPresent(error -> error.printStackTrace(out));
        out.println(failure.isEmpty() ? held + " seeds hold" : "after " + held + " seeds that hold, one does not");
        out.flush();
        return failure.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
}
