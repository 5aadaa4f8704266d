package io.millrace.benchmarks.process;

import io.millrace.benchmarks.load.Caller;
import io.millrace.benchmarks.load.Credentials;
import io.millrace.benchmarks.load.Streams;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The server as it is run in production, a process of its own that verifies every signature; on a free port and, as the
 * launcher script starts it, with 1 GB of heap.
 */
public final class ServerUnderTest implements Closeable {
    static final Credentials CREDENTIALS =
            new Credentials("MILLRACEBENCH", "bench-secret-of-this-machine", "us-east-1");
    private static final Duration START_MAX = Duration.ofMinutes(5);
    private static final Duration ACTIVE_MAX = Duration.ofMinutes(2);
    private static final String READY = "ready ";

    private final Subprocess process;
    private final URI endpoint;

    private ServerUnderTest(Subprocess process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /**
     * How it is run.
     *
     * @param kinesis settings of the service, without the prefix
     * @param javaOptions after the launcher script's own, which they override
     */
    public record Options(Map<String, String> kinesis, List<String> javaOptions) {
        public static final Options DEFAULT = new Options(Map.of(), List.of());

        public Options {
            kinesis = Map.copyOf(kinesis);
            javaOptions = List.copyOf(javaOptions);
        }
    }

    /** Starts it over the directory {@code data} in a directory of the scratch, and waits until it is ready. */
    public static ServerUnderTest start(Scratch scratch, Path directory, Options options) throws IOException {
        Path credentials = directory.resolve("credentials");
        Path config = directory.resolve("server.properties");
        Files.deleteIfExists(credentials);
        Files.createFile(
                credentials, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                credentials,
                "[bench]\naws_access_key_id=%s\naws_secret_access_key=%s\n"
                        .formatted(CREDENTIALS.accessKey(), CREDENTIALS.secret()));
        // What it can is measured, not what a shard may.
        StringBuilder settings = new StringBuilder("kinesis.throughput-limits=false\n");
        options.kinesis().forEach((key, value) -> settings.append("kinesis.%s=%s%n".formatted(key, value)));
        Files.writeString(config, settings);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(options.javaOptions());
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "io.millrace.server.Main",
                "--port",
                "0",
                "--auth",
                "sigv4",
                "--credentials",
                credentials.toString(),
                "--config",
                config.toString(),
                "--data",
                directory.resolve("data").toString()));
        Subprocess process = scratch.start(new ProcessBuilder(command), directory.resolve("server.log"));
        try {
            String line = process.await(text -> text.startsWith(READY), START_MAX);
            return new ServerUnderTest(process, URI.create(line.substring(READY.length())));
        } catch (IOException e) {
            process.close();
            throw new IOException("the server did not start: " + e.getMessage(), e);
        }
    }

    public URI endpoint() {
        return endpoint;
    }

    public Credentials credentials() {
        return CREDENTIALS;
    }

    public long pid() {
        return process.pid();
    }

    /** Makes a caller for each thread. */
    public Supplier<Caller> callers() {
        return () -> new Caller(endpoint, CREDENTIALS, InstantSource.system());
    }

    /** Creates a stream and waits until it takes records. */
    public void createStream(String name, int shards) throws IOException {
        Streams.create(callers().get(), name, shards, ACTIVE_MAX);
    }

    public Usage usage() throws IOException {
        return Usage.of(pid());
    }

    public JavaProcess look() throws IOException {
        return JavaProcess.attach(pid());
    }

    /** Ends it without warning, as a crash does. */
    public void kill() throws IOException {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
    }
}
