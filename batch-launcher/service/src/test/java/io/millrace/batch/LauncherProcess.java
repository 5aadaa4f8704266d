package io.millrace.batch;

import io.millrace.server.testing.TestingServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The service in a process of its own, so that a test can take it away without warning. */
final class LauncherProcess {
    private final Process process;
    private final URI endpoint;

    private LauncherProcess(Process process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    static LauncherProcess start(Path data, String flinkHome) throws IOException {
        Path announced = data.resolveSibling("endpoint");
        Files.deleteIfExists(announced);
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LauncherProcess.class.getName(),
                        data.toString(),
                        flinkHome,
                        announced.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        data.resolveSibling("launcher.log").toFile()))
                .start();
        Polls.until(() -> Files.exists(announced) || !process.isAlive());
        return new LauncherProcess(process, URI.create(Files.readString(announced)));
    }

    URI endpoint() {
        return endpoint;
    }

    /** SIGKILL: nothing of it gets to tidy up. */
    void kill() {
        process.destroyForcibly();
        Polls.until(() -> !process.isAlive());
    }

    /** SIGTERM, as when a terminal or a service manager ends it. */
    void terminate() {
        process.destroy();
        Polls.until(() -> !process.isAlive());
    }

    public static void main(String[] arguments) throws IOException {
        TestingServer server = TestingServer.start(Path.of(arguments[0]), Map.of("emr.flink.home", arguments[1]));
        Path announced = Path.of(arguments[2]);
        Path part = announced.resolveSibling("endpoint.part");
        Files.writeString(part, server.endpoint().toString());
        Files.move(part, announced);
        // Nobody closes the server: a signal finds only what the engine itself has arranged.
    }
}
