package io.millrace.benchmarks;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The launcher script's {@code bench}. */
@Command(
        name = "millrace bench",
        description = "Measures the log on this machine.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(log | overload | compare | design | micro)",
        subcommands = {
            LogCommand.class,
            OverloadCommand.class,
            CompareCommand.class,
            DesignCommand.class,
            MicroCommand.class
        })
public final class Main implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(), "a benchmark is needed: log, overload, compare, design or micro");
    }
}
