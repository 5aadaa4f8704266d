package io.millrace.batch.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts processes, finds them again and ends them. Any thread. */
final class Processes {
    /** What tells a process by its command line; early in it, because the system may cut it short. */
    static final String TOKEN = "-Dmillrace.process=";

    /** How long a process that was asked to end may take before it is made to. */
    static final Duration GRACE = Duration.ofSeconds(10);

    /**
     * Runs the rest of its arguments and leaves their exit code in the file named first, even if nobody waits for it.
     * Signals to the group end the command; the wrapper lives on to write down how, by itself: a process started for it
     * would be one more child that the same signals end.
     */
    private static final String WRAPPER = """
            trap : HUP INT TERM
            exit_file=$1
            shift
            "$@"
            code=$?
            printf '%s\\n' "$code" > "$exit_file"
            """;

    private static final Logger log = LoggerFactory.getLogger(Processes.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final InstantSource clock;
    private final Map<String, String> environment;
    private final Map<ProcessRecord, Instant> asked = new ConcurrentHashMap<>();

    /** @param environment variables for every process, over those of this one */
    Processes(InstantSource clock, Map<String, String> environment) {
        this.clock = clock;
        this.environment = Map.copyOf(environment);
    }

    /** Starts a process that runs until it is told not to. */
    ProcessRecord start(List<String> command, Path directory, Path output, Map<String, String> variables)
            throws IOException {
        ProcessBuilder builder = builder(command, directory, variables)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        return begin(builder);
    }

    /** Starts a process that ends by itself, and whose exit code outlives this process. */
    ProcessRecord startRecorded(List<String> command, StepFiles files, Map<String, String> variables)
            throws IOException {
        List<String> wrapped = new ArrayList<>(List.of(
                "/bin/sh",
                "-c",
                WRAPPER,
                TOKEN + files.directory(),
                files.exit().toString()));
        wrapped.addAll(command);
        ProcessBuilder builder = builder(wrapped, files.directory(), variables)
                .redirectOutput(files.standardOutput().toFile())
                .redirectError(files.standardError().toFile());
        return begin(builder);
    }

    /** Asks a process and those it started to end, and makes them once they had their time. Returns at once. */
    void end(ProcessRecord process) {
        Instant first = asked.computeIfAbsent(process, key -> clock.instant());
        boolean forcibly = Duration.between(first, clock.instant()).compareTo(GRACE) > 0;
        if (forcibly) {
            kill(process);
        } else {
            process.running().ifPresent(Processes::terminate);
        }
    }

    /** Forgets when a process was asked to end. */
    void forget(ProcessRecord process) {
        asked.remove(process);
    }

    /** Makes a process and those it started end. */
    void kill(ProcessRecord process) {
        process.running().ifPresent(handle -> {
            List<ProcessHandle> children = handle.descendants().toList();
            children.forEach(ProcessHandle::destroyForcibly);
            // A wrapper ends by itself and writes down the exit code; without a child nothing else ends it.
            if (children.isEmpty()) {
                handle.destroyForcibly();
            }
        });
    }

    /** Processes, other than this one, whose token names a directory or what is under it. */
    static Stream<ProcessHandle> naming(Path directory) {
        return ProcessHandle.allProcesses()
                .filter(handle -> handle.pid() != ProcessHandle.current().pid())
                .filter(handle -> commandLine(handle)
                        .filter(line -> line.contains(TOKEN + directory))
                        .isPresent());
    }

    /** The wrapper of a step whose directory is given. */
    static Optional<ProcessHandle> wrapperOf(Path stepDirectory) {
        return naming(stepDirectory)
                .filter(handle -> handle.parent()
                        .flatMap(Processes::commandLine)
                        .filter(line -> line.contains(TOKEN + stepDirectory))
                        .isEmpty())
                .findFirst();
    }

    /** Asks processes to end, waits for them, and makes them once they had their time. */
    void endAll(List<ProcessRecord> records) {
        Instant deadline = clock.instant().plus(GRACE).plus(GRACE);
        List<ProcessRecord> left = records;
        while (!left.isEmpty() && clock.instant().isBefore(deadline)) {
            left = left.stream()
                    .filter(process -> process.running().isPresent())
                    .toList();
            for (ProcessRecord process : left) {
                end(process);
                awaitEnd(process);
            }
        }
        for (ProcessRecord process : left) {
            log.error("process {} does not end", process.pid());
        }
    }

    private static void awaitEnd(ProcessRecord process) {
        Optional<ProcessHandle> handle = process.running();
        if (handle.isEmpty()) {
            return;
        }
        try {
            handle.get().onExit().get(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            log.debug("process {} still runs", process.pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static Optional<String> commandLine(ProcessHandle handle) {
        return handle.info()
                .commandLine()
                .or(() -> handle.info().arguments().map(arguments -> String.join(" ", arguments)));
    }

    private static void terminate(ProcessHandle handle) {
        List<ProcessHandle> children = handle.descendants().toList();
        if (children.isEmpty()) {
            handle.destroy();
        }
        children.forEach(ProcessHandle::destroy);
    }

    private ProcessBuilder builder(List<String> command, Path directory, Map<String, String> variables) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        // What this process may do with AWS is its own affair.
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().putAll(environment);
        builder.environment().putAll(variables);
        return builder;
    }

    private static ProcessRecord begin(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        process.getOutputStream().close();
        return ProcessRecord.of(process.toHandle());
    }
}
