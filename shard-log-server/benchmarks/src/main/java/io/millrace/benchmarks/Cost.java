package io.millrace.benchmarks;

import io.millrace.benchmarks.load.Marks;
import io.millrace.benchmarks.load.Throughput;
import io.millrace.benchmarks.process.JavaProcess;
import io.millrace.benchmarks.process.ServerUnderTest;
import io.millrace.benchmarks.process.Usage;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a load cost the server, and this process that made it. */
final class Cost implements Closeable {
    private static final double GIGABYTE = 1e9;

    private final ServerUnderTest server;
    private final JavaProcess java;
    private @Nullable Sample begin;
    private @Nullable Sample end;

    private record Sample(Usage server, long allocatedBytes, Usage load) {}

    private Cost(ServerUnderTest server, JavaProcess java) {
        this.server = server;
        this.java = java;
    }

    static Cost of(ServerUnderTest server) throws IOException {
        return new Cost(server, server.look());
    }

    Marks marks() {
        return new Marks(() -> begin = sample(), () -> end = sample());
    }

    void print(String name, Throughput throughput, Figures figures) {
        double gigabytes = throughput.sums().bytes() / GIGABYTE;
        Usage used = end().server().minus(begin().server());
        figures.print(name + "_cpu_seconds_per_gb", used.cpuSeconds() / gigabytes, "s/GB");
        figures.print(
                name + "_load_cpu_seconds_per_gb",
                end().load().minus(begin().load()).cpuSeconds() / gigabytes,
                "s/GB");
        figures.print(
                name + "_allocated_per_record",
                (double) (end().allocatedBytes() - begin().allocatedBytes())
                        / throughput.sums().records(),
                "bytes");
    }

    /** Of a load of puts. */
    void printWrites(String name, Throughput throughput, Figures figures) {
        double bytes = end().server().minus(begin().server()).diskBytes();
        figures.print(name + "_write_amplification", bytes / throughput.sums().bytes(), "ratio");
    }

    @Override
    public void close() throws IOException {
        java.close();
    }

    private Sample begin() {
        return Objects.requireNonNull(begin, "measured");
    }

    private Sample end() {
        return Objects.requireNonNull(end, "measured");
    }

    private Sample sample() {
        try {
            return new Sample(
                    server.usage(),
                    java.allocatedBytes(),
                    Usage.of(ProcessHandle.current().pid()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
