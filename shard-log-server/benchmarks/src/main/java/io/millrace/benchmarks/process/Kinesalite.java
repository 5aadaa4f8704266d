package io.millrace.benchmarks.process;

import io.millrace.benchmarks.load.Caller;
import io.millrace.benchmarks.load.Credentials;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** The npm package kinesalite, over a LevelDB directory. It looks at no signature and enforces no limits of throughput. */
public final class Kinesalite implements Closeable {
    private static final String PACKAGE = "kinesalite@3.3";
    private static final Duration INSTALL_MAX = Duration.ofMinutes(5);
    private static final Duration START_MAX = Duration.ofMinutes(1);

    private final Subprocess process;
    private final URI endpoint;

    private Kinesalite(Subprocess process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /** Whether node and npm are on the path. */
    public static boolean isPossible() {
        return find("node").isPresent() && find("npm").isPresent();
    }

    /**
     * Installs it, unless it is installed, and starts it.
     *
     * @param installation the directory to install into, which stays
     * @param directory for its data
     */
    public static Kinesalite start(Scratch scratch, Path installation, Path directory) throws IOException {
        Path module = installation.resolve("node_modules/kinesalite");
        if (!Files.exists(module)) {
            Files.createDirectories(installation);
            ProcessBuilder npm = new ProcessBuilder(
                    "npm", "install", "--no-audit", "--no-fund", "--prefix", installation.toString(), PACKAGE);
            try (Subprocess install = scratch.start(npm, directory.resolve("npm.log"))) {
                install.output(INSTALL_MAX);
            }
        }
        int port = Ports.free();
        // Its own command listens on every address.
        String script = "require('%s')({path: '%s', createStreamMs: 50}).listen(%d, '127.0.0.1')"
                .formatted(module, directory.resolve("data"), port);
        ProcessBuilder node = new ProcessBuilder("node", "-e", script);
        Subprocess process = scratch.start(node, directory.resolve("kinesalite.log"));
        try {
            process.awaitConnection(port, START_MAX);
            return new Kinesalite(process, URI.create("http://127.0.0.1:" + port));
        } catch (IOException e) {
            process.close();
            throw new IOException("kinesalite did not start: " + e.getMessage(), e);
        }
    }

    /** Makes a caller for each thread. */
    public Supplier<Caller> callers() {
        Credentials credentials = new Credentials("any", "any", "us-east-1");
        return () -> new Caller(endpoint, credentials, InstantSource.system());
    }

    @Override
    public void close() {
        process.close();
    }

    private static Optional<Path> find(String program) {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            Path file = Path.of(directory, program);
            if (Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }
}
