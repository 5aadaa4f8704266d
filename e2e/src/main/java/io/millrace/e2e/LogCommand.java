package io.millrace.e2e;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be done with a log whose server does not run. */
@Command(
        name = "log",
        description = "Look at a log offline.",
        mixinStandardHelpOptions = true,
        subcommands = InspectCommand.class)
final class LogCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "a command is needed: inspect");
    }
}
