package io.millrace.benchmarks;

import io.millrace.benchmarks.load.Window;
import io.millrace.benchmarks.process.Scratch;
import io.millrace.benchmarks.process.ServerUnderTest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What every part of a run shares. */
record Run(
        Scratch scratch,
        Figures figures,
        int connections,
        Duration measured,
        List<String> javaOptions,
        Map<String, String> settings) {
    /** The first seconds of a Java server are its compiler's. */
    private static final Duration WARM_UP = Duration.ofSeconds(6);

    Run {
        javaOptions = List.copyOf(javaOptions);
        settings = Map.copyOf(settings);
    }

    Window window() {
        return new Window(WARM_UP, measured);
    }

    /** A server over a directory, with the run's settings and further ones. */
    ServerUnderTest start(Path directory, Map<String, String> further) throws IOException {
        Map<String, String> all = new HashMap<>(further);
        all.putAll(settings);
        return ServerUnderTest.start(scratch, directory, new ServerUnderTest.Options(all, javaOptions));
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
