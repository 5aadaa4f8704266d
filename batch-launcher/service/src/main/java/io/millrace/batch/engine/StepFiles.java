package io.millrace.batch.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a step has on disk. The directory itself is the claim: who creates it runs the step, and nobody does again.
 *
 * <pre>
 * STEP/controller    what the launcher did
 * STEP/stdout        what the step's process wrote
 * STEP/stderr
 * STEP/script.sql    what it ran
 * STEP/conf/         Flink's configuration of the process that submits the step's jobs
 * STEP/exit          exit code of the process and a line feed, written by the wrapper around it
 * STEP/rejected      why the step could not be run
 * </pre>
 */
record StepFiles(Path directory) {
    static final List<String> LOGS = List.of("controller", "stdout", "stderr");

    boolean claimed() {
        return Files.isDirectory(directory);
    }

    void claim() throws IOException {
        Files.createDirectory(directory);
        Files.createDirectory(configuration());
    }

    Path controller() {
        return directory.resolve("controller");
    }

    Path standardOutput() {
        return directory.resolve("stdout");
    }

    Path standardError() {
        return directory.resolve("stderr");
    }

    Path script() {
        return directory.resolve("script.sql");
    }

    Path configuration() {
        return directory.resolve("conf");
    }

    Path exit() {
        return directory.resolve("exit");
    }

    /** The exit code of the step's process, once it ended; a code without its line feed is still being written. */
    Optional<Integer> exitCode() throws IOException {
        if (!Files.exists(exit())) {
            return Optional.empty();
        }
        String code = Files.readString(exit(), StandardCharsets.US_ASCII);
        if (!code.endsWith("\n")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Integer.parseInt(code.strip()));
        } catch (NumberFormatException e) {
            throw new IOException("not an exit code: " + exit(), e);
        }
    }

    void reject(String why) throws IOException {
        Files.writeString(directory.resolve("rejected"), why);
    }

    Optional<String> rejection() throws IOException {
        Path file = directory.resolve("rejected");
        return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }

    void log(Instant now, String line) throws IOException {
        Files.writeString(
                controller(), "%s %s\n".formatted(now, line), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
