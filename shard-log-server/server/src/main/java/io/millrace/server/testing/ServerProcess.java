package io.millrace.server.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The server's own process, started as a user would. */
public final class ServerProcess implements AutoCloseable {
    private static final long EXIT_SECONDS = 60;

    private final Process process;
    private final BufferedReader out;
    private final Path err;

    private ServerProcess(Process process, Path err) {
        this.process = process;
        this.out = process.inputReader(UTF_8);
        this.err = err;
    }

    /** Starts {@code io.millrace.server.Main}; what it says on stderr goes to the file. */
    public static ServerProcess start(Path err, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                // As the launcher script does: without them the JVM warns of what Netty and Armeria use.
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "io.millrace.server.Main"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(err.toFile()))
                .start();
        return new ServerProcess(process, err);
    }

    /** Waits for the line that says ready; throws {@link AssertionError} with stderr if the process ends before. */
    public URI awaitReady() throws IOException {
        String line = out.readLine();
        if (line == null || !line.startsWith("ready ")) {
            throw new AssertionError("no ready line but " + line + "\n" + stderr());
        }
        return URI.create(line.substring("ready ".length()));
    }

    /** SIGKILL. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGSTOP: it runs no further, and holds what it holds. */
    public void suspend() throws IOException, InterruptedException {
        if (new ProcessBuilder("kill", "-STOP", Long.toString(process.pid()))
                        .start()
                        .waitFor()
                != 0) {
            throw new AssertionError("process %d cannot be suspended".formatted(process.pid()));
        }
    }

    /** SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    public int awaitExit() throws InterruptedException {
        if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still running after %d s".formatted(EXIT_SECONDS));
        }
        return process.exitValue();
    }

    public String stderr() throws IOException {
        return Files.readString(err);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
