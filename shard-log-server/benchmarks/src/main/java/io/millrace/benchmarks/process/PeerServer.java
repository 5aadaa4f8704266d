package io.millrace.benchmarks.process;

import io.millrace.benchmarks.load.Credentials;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server of the Kinesis API, ours or another, that can be killed and started again over its data. */
public final class PeerServer implements Closeable {
    private static final Duration INSTALL_MAX = Duration.ofMinutes(5);
    private static final Duration START_MAX = Duration.ofMinutes(1);
    private static final Pattern VERSION = Pattern.compile("\"version\"\\s*:\\s*\"([^\"]+)\"");

    private final Kind kind;
    private final Scratch scratch;
    private final Path installation;
    private final Path directory;
    private String version = "";

    // Written by start.
    private Running running = new Running(URI.create("http://127.0.0.1"), () -> {}, () -> {});

    /** Which one. */
    public enum Kind {
        MILLRACE("Millrace"),
        KINESALITE("kinesalite"),
        KINESIS_MOCK("kinesis-mock"),
        MOTO("moto");

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }

    /** A step that may fail on the outside world. */
    private interface Step {
        void run() throws IOException;
    }

    private record Running(URI endpoint, Step kill, Runnable close) {}

    private PeerServer(Kind kind, Scratch scratch, Path installation, Path directory) {
        this.kind = kind;
        this.scratch = scratch;
        this.installation = installation;
        this.directory = directory;
    }

    /**
     * Installs it, unless it is installed, and starts it.
     *
     * @param installation the directory to install into, which stays
     * @throws IOException saying why, if it cannot be installed or started
     */
    public static PeerServer start(Kind kind, Scratch scratch, Path installation) throws IOException {
        PeerServer server = new PeerServer(
                kind, scratch, installation.resolve(kind.title()).toAbsolutePath(), scratch.directory(kind.title()));
        server.install();
        server.start();
        return server;
    }

    public Kind kind() {
        return kind;
    }

    /** As it says itself; empty for ours. */
    public String version() {
        return version;
    }

    public URI endpoint() {
        return running.endpoint();
    }

    /** What callers sign with; only ours looks. */
    public Credentials credentials() {
        return ServerUnderTest.CREDENTIALS;
    }

    /** Everything that it writes. */
    public Path data() {
        return directory;
    }

    /** Ends it as a crash does and starts it over what it has left. */
    public void killAndRestart() throws IOException {
        running.kill().run();
        start();
    }

    @Override
    public void close() {
        running.close().run();
    }

    private void install() throws IOException {
        switch (kind) {
            case MILLRACE -> {}
            case KINESALITE -> npm("kinesalite@3.3.3", "kinesalite");
            case KINESIS_MOCK -> npm("kinesis-local@0.6.2", "kinesis-local");
            case MOTO -> {
                Path python = installation.resolve("bin/python");
                if (!Files.exists(installation.resolve("bin/moto_server"))) {
                    command("python3", "-m", "venv", installation.toString());
                    command(python.toString(), "-m", "pip", "install", "-q", "--retries", "0", "moto[server]");
                }
                version = command(python.toString(), "-c", "import importlib.metadata as m; print(m.version('moto'))")
                        .strip();
            }
        }
    }

    private void npm(String specification, String name) throws IOException {
        Path module = installation.resolve("node_modules").resolve(name);
        if (!Files.exists(module)) {
            Files.createDirectories(installation);
            command("npm", "install", "--no-audit", "--no-fund", "--prefix", installation.toString(), specification);
        }
        Matcher found = VERSION.matcher(Files.readString(module.resolve("package.json")));
        version = found.find() ? found.group(1) : "";
    }

    private String command(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        try (Subprocess process = scratch.start(builder, directory.resolve("install.log"))) {
            return process.output(INSTALL_MAX);
        }
    }

    private void start() throws IOException {
        running = switch (kind) {
            case MILLRACE -> {
                ServerUnderTest server = ServerUnderTest.start(
                        scratch,
                        directory,
                        new ServerUnderTest.Options(
                                Map.of("on-demand-every", "PT1S", "throughput-limits", "true"),
                                ServerUnderTest.Options.DEFAULT.javaOptions()));
                yield new Running(server.endpoint(), server::kill, server::close);
            }
            case KINESALITE -> {
                int port = Ports.free();
                // Its own command listens on every address.
                String script =
                        "require('%s')({path: '%s', createStreamMs: 50, shardLimit: 500}).listen(%d, '127.0.0.1')"
                                .formatted(
                                        installation.resolve("node_modules/kinesalite"),
                                        directory.resolve("data"),
                                        port);
                yield listening(new ProcessBuilder("node", "-e", script), port);
            }
            case KINESIS_MOCK -> {
                int port = Ports.free();
                Path module = installation.resolve("node_modules/kinesis-local");
                // It reads its certificate from where it is started.
                ProcessBuilder node = new ProcessBuilder(
                                "node", "--require", loopback().toString(), "main.js")
                        .directory(module.toFile());
                node.environment().put("KINESIS_MOCK_PLAIN_PORT", Integer.toString(port));
                node.environment().put("KINESIS_MOCK_TLS_PORT", Integer.toString(Ports.free()));
                node.environment().put("SHOULD_PERSIST_DATA", "true");
                node.environment()
                        .put(
                                "PERSIST_PATH",
                                Files.createDirectories(directory.resolve("data"))
                                        .toString());
                node.environment().put("PERSIST_INTERVAL", "1s");
                yield listening(node, port);
            }
            case MOTO -> {
                int port = Ports.free();
                yield listening(
                        new ProcessBuilder(
                                installation.resolve("bin/moto_server").toString(),
                                "-H",
                                "127.0.0.1",
                                "-p",
                                Integer.toString(port)),
                        port);
            }
        };
    }

    /** A script before which node listens on loopback only, for servers that cannot be told to. */
    private Path loopback() throws IOException {
        return Files.writeString(directory.resolve("loopback.js").toAbsolutePath(), """
                const net = require('net');
                const listen = net.Server.prototype.listen;
                net.Server.prototype.listen = function (first, ...rest) {
                  if (typeof first === 'number') return listen.call(this, first, '127.0.0.1', rest.pop());
                  if (first && typeof first === 'object' && 'port' in first) first.host = '127.0.0.1';
                  return listen.call(this, first, ...rest);
                };
                """);
    }

    private Running listening(ProcessBuilder builder, int port) throws IOException {
        Subprocess process = scratch.start(builder, directory.resolve("server.log"));
        try {
            process.awaitConnection(port, START_MAX);
        } catch (IOException e) {
            process.close();
            throw new IOException("%s did not start: %s".formatted(kind.title(), e.getMessage()), e);
        }
        return new Running(URI.create("http://127.0.0.1:" + port), process::kill, process::close);
    }
}
