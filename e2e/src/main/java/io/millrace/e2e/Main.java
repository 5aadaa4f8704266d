package io.millrace.e2e;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands of the launcher script. A failure is one line on standard error and a non-zero exit. */
@Command(
        name = "millrace",
        description = "The AWS streaming-analytics stack on your own machine.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(demo | up | server | sql | log)",
        subcommands = {DemoCommand.class, UpCommand.class, ServerCommand.class, SqlCommand.class, LogCommand.class})
public final class Main implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main())
                .setExecutionExceptionHandler(Main::report)
                .execute(arguments));
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "a command is needed: demo, up, server, sql or log");
    }

    private static int report(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        command.getErr().println("millrace: " + reason(failure));
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** The failure's own message, and those of its causes where they add something. */
    private static String reason(Throwable failure) {
        StringBuilder reason = new StringBuilder();
        for (Throwable next = failure; next != null; next = next.getCause()) {
            String message = next.getMessage() == null ? next.getClass().getSimpleName() : next.getMessage();
            if (reason.indexOf(message) < 0) {
                reason.append(reason.isEmpty() ? "" : ": ").append(message);
            }
        }
        return reason.toString().lines().findFirst().orElse("failed");
    }
}
