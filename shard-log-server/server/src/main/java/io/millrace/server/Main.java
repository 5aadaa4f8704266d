package io.millrace.server;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs a server in the foreground until the process is told to end. */
@Command(
        name = "server",
        description = "Serves the AWS APIs on one port.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class Main implements Callable<Integer> {
    // Picocli writes it before call().
    @Mixin
    private final ServerOptions options = new ServerOptions();

    private final CommandLine commandLine = new CommandLine(this);

    public static void main(String[] arguments) {
        System.exit(new Main().commandLine.execute(arguments));
    }

    @Override
    public Integer call() {
        MillraceServer server;
        try {
            server = MillraceServer.start(ServerConfig.of(options.values()));
        } catch (IOException | IllegalArgumentException e) {
            PrintWriter err = commandLine.getErr();
            err.println(e.getMessage());
            err.flush();
            return CommandLine.ExitCode.SOFTWARE;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "shutdown"));
        PrintWriter out = commandLine.getOut();
        out.println("ready " + server.endpoint());
        server.secureEndpoint().ifPresent(secure -> out.println("tls " + secure));
        out.flush();
        waitForTheEnd();
        return CommandLine.ExitCode.OK;
    }

    /** The process ends by a signal, whose hook closes the server. */
    private static void waitForTheEnd() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
