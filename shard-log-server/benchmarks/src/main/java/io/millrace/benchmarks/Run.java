package io.millrace.benchmarks;

import io.millrace.benchmarks.load.Window;
import io.millrace.benchmarks.process.Scratch;
import io.millrace.benchmarks.process.ServerUnderTest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What every part of a run shares. */
record Run(Scratch scratch, Figures figures, Effort effort, ServerUnderTest.Options options) {
    /** This module's folder, where the build laid out the peers. */
    static final Path HOME = Path.of(System.getProperty("millrace.home", "."), "shard-log-server", "benchmarks");

    /** The first seconds of a Java server are its compiler's. */
    private static final Duration WARM_UP = Duration.ofSeconds(25);

    /** Requests of a load are signed once, and a signature holds for five minutes. */
    private static final Duration MEASURED_MAX = Duration.ofMinutes(4);

    /**
     * How much a run does.
     *
     * @param connections of a load of puts
     * @param measured how long each load is; four minutes at most
     * @param quick whether to write less than a full run has to
     */
    record Effort(int connections, Duration measured, boolean quick) {
        Effort {
            if (measured.compareTo(MEASURED_MAX) > 0) {
                throw new IllegalArgumentException(
                        "a load is signed once, and a signature holds five minutes: at most %d seconds, not %d"
                                .formatted(MEASURED_MAX.toSeconds(), measured.toSeconds()));
            }
        }
    }

    int connections() {
        return effort.connections();
    }

    boolean quick() {
        return effort.quick();
    }

    Window window() {
        return new Window(WARM_UP, effort.measured());
    }

    /** A server over a directory, with further settings and the run's, which have the last word. */
    ServerUnderTest start(Path directory, Map<String, String> further) throws IOException {
        Map<String, String> all = new HashMap<>(further);
        all.putAll(options.kinesis());
        return ServerUnderTest.start(scratch, directory, new ServerUnderTest.Options(all, options.javaOptions()));
    }

    /** What a part measures of one server, whose directory is then deleted. */
    @FunctionalInterface
    interface Measurement {
        void of(ServerUnderTest server) throws IOException;
    }

    void withServer(String name, Map<String, String> further, Measurement measurement) throws IOException {
        Path directory = scratch.directory(name);
        try (ServerUnderTest server = start(directory, further)) {
            measurement.of(server);
        }
        Scratch.delete(directory);
    }
}
