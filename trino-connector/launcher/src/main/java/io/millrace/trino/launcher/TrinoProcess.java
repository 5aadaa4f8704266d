package io.millrace.trino.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Trino server, coordinator and worker in one, on loopback. It stops with {@link #close}, and by itself when this
 * process is gone. Decision D7.
 */
public final class TrinoProcess implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(TrinoProcess.class);

    private static final String MAIN_CLASS = "io.millrace.trino.server.TrinoServer";
    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final long POLL_MILLIS = 100;
    private static final int LAST_LINES = 30;

    private final Process process;
    private final URI endpoint;

    private TrinoProcess(Process process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /**
     * Starts the server and waits until it has answered a query.
     *
     * @throws TrinoStartException if the port is taken, the home is not laid out, or the server fails or does not
     *     answer within three minutes
     * @throws IOException if the data directory cannot be written
     */
    public static TrinoProcess start(TrinoConfig config) throws IOException, InterruptedException {
        Path lib = config.home().resolve("lib");
        if (!Files.isDirectory(lib)) {
            throw new TrinoStartException("no Trino server is laid out in " + config.home());
        }
        long began = System.nanoTime();
        int port = freePort(config.port());
        EtcDirectory etc = new EtcDirectory(config, port);
        etc.write();
        Path console = prepareLogs(etc.log());
        TrinoProcess trino = new TrinoProcess(launch(config, etc, console), URI.create("http://127.0.0.1:" + port));
        try {
            trino.awaitReady(List.of(console, etc.log()));
        } catch (IOException | InterruptedException e) {
            trino.close();
            throw e;
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        log.info("Trino at {}, process {}, started in {} ms", trino.endpoint, trino.process.pid(), millis);
        return trino;
    }

    /** Where Trino's clients connect. */
    public URI endpoint() {
        return endpoint;
    }

    /** For those who watch its memory. */
    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Asks the server to stop and kills it if it has not after 20 s; queries that run are lost. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_TIMEOUT)) {
                log.warn("Trino process {} does not stop and is killed", process.pid());
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static Process launch(TrinoConfig config, EtcDirectory etc, Path console) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(config.java().executable().toString());
        command.add("@" + etc.path().resolve("jvm.config"));
        command.add("-Dconfig=" + etc.path().resolve("config.properties"));
        command.add("-Dmillrace.stop-with-parent=true");
        command.addAll(List.of("-cp", config.home().resolve("lib") + File.separator + "*", MAIN_CLASS));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(config.dataDirectory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(console.toFile());
        builder.environment().putAll(etc.environment());
        return builder.start();
    }

    private void awaitReady(Collection<Path> logs) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build()) {
            Readiness readiness = new Readiness(client, endpoint);
            long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
            while (!readiness.isReady()) {
                if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw new TrinoStartException("Trino ended with exit code %d while it started; its last words:%n%s"
                            .formatted(process.exitValue(), lastWords(logs)));
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new TrinoStartException("Trino does not answer after %d s; its last words:%n%s"
                            .formatted(START_TIMEOUT.toSeconds(), lastWords(logs)));
                }
            }
        }
    }

    /** The logs of the last start make room: what they say must be about this one. */
    private static Path prepareLogs(Path serverLog) throws IOException {
        Files.createDirectories(serverLog.resolveSibling("."));
        Files.deleteIfExists(serverLog);
        return serverLog.resolveSibling("console.log");
    }

    private static int freePort(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new TrinoStartException("Trino port %d is taken".formatted(port));
        }
    }

    private static String lastWords(Collection<Path> logs) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : logs) {
            if (Files.exists(file)) {
                try (Stream<String> read = Files.lines(file, UTF_8)) {
                    // Stack frames would push out what they are about.
                    read.filter(line -> !line.startsWith("\tat ")).forEach(lines::add);
                }
            }
        }
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }
}
