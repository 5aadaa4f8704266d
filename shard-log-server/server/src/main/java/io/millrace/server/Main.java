package io.millrace.server;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a server in the foreground until the process is told to end. */
@Command(
        name = "server",
        description = "Serves the AWS APIs on one port.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class Main implements Callable<Integer> {
    // Picocli writes these before call().
    @Option(names = "--port", paramLabel = "N", description = "Port to listen on; 0 takes a free one. Default 4567.")
    private @Nullable String port;

    @Option(names = "--data", paramLabel = "DIR", description = "Directory for all data; made if absent.")
    private @Nullable String data;

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Address to listen on. Default 127.0.0.1.")
    private @Nullable String host;

    @Option(names = "--auth", paramLabel = "none|sigv4", description = "How callers prove who they are. Default none.")
    private @Nullable String auth;

    @Option(names = "--credentials", paramLabel = "FILE", description = "Who may call; needed by --auth sigv4.")
    private @Nullable String credentials;

    @Option(names = "--region", paramLabel = "NAME", description = "Default us-east-1.")
    private @Nullable String region;

    @Option(names = "--account", paramLabel = "ID", description = "12 digits. Default 000000000000.")
    private @Nullable String account;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A .properties file with these and further settings; options have the last word.")
    private @Nullable Path config;

    private final CommandLine commandLine = new CommandLine(this);

    public static void main(String[] arguments) {
        System.exit(new Main().commandLine.execute(arguments));
    }

    @Override
    public Integer call() {
        MillraceServer server;
        try {
            server = MillraceServer.start(configuration());
        } catch (IOException | IllegalArgumentException e) {
            PrintWriter err = commandLine.getErr();
            err.println(e.getMessage());
            err.flush();
            return CommandLine.ExitCode.SOFTWARE;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "shutdown"));
        PrintWriter out = commandLine.getOut();
        out.println("ready " + server.endpoint());
        out.flush();
        waitForTheEnd();
        return CommandLine.ExitCode.OK;
    }

    private ServerConfig configuration() throws IOException {
        Map<String, String> options = new HashMap<>();
        put(options, "port", port);
        put(options, "data", data);
        put(options, "address", host);
        put(options, "auth", auth);
        put(options, "credentials-file", credentials);
        put(options, "region", region);
        put(options, "account", account);
        if (config == null) {
            return ServerConfig.of(options);
        }
        try {
            return ServerConfig.load(config, options);
        } catch (IOException e) {
            throw new IOException("%s cannot be read: %s".formatted(config, DataDirectory.reason(e)), e);
        }
    }

    private static void put(Map<String, String> options, String key, @Nullable String value) {
        if (value != null) {
            options.put(key, value);
        }
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
