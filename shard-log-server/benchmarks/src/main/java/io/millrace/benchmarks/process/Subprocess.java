package io.millrace.benchmarks.process;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A process of this run, whose output goes to a file. For any thread. */
final class Subprocess implements Closeable {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);
    private static final Duration END_MAX = Duration.ofSeconds(60);
    private static final int LOG_LINES_TOLD = 5;

    private final Process process;
    private final Path log;

    private Subprocess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static Subprocess start(ProcessBuilder builder, Path log) throws IOException {
        return new Subprocess(
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start(), log);
    }

    long pid() {
        return process.pid();
    }

    /** Waits until something listens on a port of loopback; throws with the last lines if the process ends or the time passes before. */
    void awaitConnection(int port, Duration max) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        long began = System.nanoTime();
        while (!isListening(address)) {
            boolean ended = endedWithin(LOOK_AGAIN);
            if (ended || System.nanoTime() - began > max.toNanos()) {
                throw notReady(ended, max);
            }
        }
    }

    /** Waits for a line of output; throws with its last lines if the process ends or the time passes before. */
    String await(Predicate<String> wanted, Duration max) throws IOException {
        long began = System.nanoTime();
        while (true) {
            boolean ended = endedWithin(LOOK_AGAIN);
            try (var lines = Files.lines(log)) {
                Optional<String> line = lines.filter(wanted).findFirst();
                if (line.isPresent()) {
                    return line.get();
                }
            }
            if (ended || System.nanoTime() - began > max.toNanos()) {
                throw notReady(ended, max);
            }
        }
    }

    /** Waits for the process to end well and returns its output. */
    String output(Duration max) throws IOException {
        if (!endedWithin(max)) {
            close();
            throw new IOException("it did not end within %s:%n%s".formatted(max, lastLines()));
        }
        if (process.exitValue() != 0) {
            throw new IOException("it ended with %d:%n%s".formatted(process.exitValue(), lastLines()));
        }
        return Files.readString(log);
    }

    /** Ends the process, by force if it does not end by itself. */
    @Override
    public void close() {
        process.destroy();
        boolean interrupted = false;
        try {
            if (!process.waitFor(END_MAX)) {
                process.destroyForcibly().waitFor(END_MAX);
            }
        } catch (InterruptedException e) {
            interrupted = true;
            process.destroyForcibly();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the process without warning, as a crash does. */
    void kill() throws IOException {
        process.destroyForcibly();
        if (!endedWithin(END_MAX)) {
            throw new IOException("a killed process lives on");
        }
    }

    private boolean endedWithin(Duration time) throws IOException {
        try {
            return process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static boolean isListening(InetSocketAddress address) {
        try (SocketChannel channel = SocketChannel.open()) {
            return channel.connect(address);
        } catch (IOException e) {
            return false;
        }
    }

    private IOException notReady(boolean ended, Duration max) throws IOException {
        return new IOException(
                "%s within %s:%n%s".formatted(ended ? "it ended" : "it was not ready", max, lastLines()));
    }

    private String lastLines() throws IOException {
        var lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_TOLD), lines.size()));
    }
}
