package io.millrace.batch.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessesTest {
    @TempDir
    Path directory;

    private final Processes processes = new Processes(InstantSource.system(), Map.of("GIVEN", "value"));
    private StepFiles files;

    @BeforeEach
    void claim() throws IOException {
        files = new StepFiles(directory.resolve("s-1"));
        files.claim();
    }

    @AfterEach
    void endLeftovers() {
        Processes.naming(directory).forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void exitCodeAndOutputsOutliveTheProcess() throws Exception {
        // given
        List<String> command = List.of("/bin/sh", "-c", "echo out $GIVEN; echo err >&2; exit 3");

        // when
        awaitEnd(processes.startRecorded(command, files, Map.of()));

        // then
        assertThat(files.exitCode()).contains(3);
        assertThat(files.standardOutput()).content().isEqualTo("out value\n");
        assertThat(files.standardError()).content().isEqualTo("err\n");
    }

    @Test
    void argumentsReachTheCommandUntouched() throws Exception {
        // given
        String hostile = "a b; touch $(pwd)/pwned '\"";

        // when
        awaitEnd(processes.startRecorded(List.of("/bin/sh", "-c", "printf %s \"$1\"", "sh", hostile), files, Map.of()));

        // then
        assertThat(files.standardOutput()).content().isEqualTo(hostile);
        assertThat(directory.resolve("pwned")).doesNotExist();
    }

    @Test
    void endedProcessLeavesTheSignalAsItsExitCode() throws Exception {
        // given
        ProcessRecord process = processes.startRecorded(List.of("/bin/sleep", "600"), files, Map.of());
        awaitChild(process);

        // when
        // Asked again and again, as by the reconciler: a signal between a fork and its exec is lost.
        while (process.running().isPresent()) {
            processes.end(process);
            Thread.onSpinWait();
        }

        // then
        assertThat(files.exitCode()).contains(128 + 15);
    }

    @Test
    void processThatIgnoresTheRequestIsKilledAfterItsTime() throws Exception {
        // given
        Instant[] now = {Instant.EPOCH};
        Processes impatient = new Processes(() -> now[0], Map.of());
        ProcessRecord process = impatient.startRecorded(
                List.of("/bin/sh", "-c", "trap '' TERM; echo deaf; while :; do read -r x < /dev/zero; done"),
                files,
                Map.of());
        awaitOutput("deaf\n");

        // when
        impatient.end(process);
        now[0] = now[0].plus(Processes.GRACE).plusSeconds(1);
        impatient.end(process);
        awaitEnd(process);

        // then
        assertThat(files.exitCode()).contains(128 + 9);
    }

    @Test
    void processIsFoundAgainByItsRecordAndByItsToken() throws Exception {
        // given
        Path record = directory.resolve("record");
        ProcessRecord process = processes.startRecorded(List.of("/bin/sleep", "600"), files, Map.of());
        awaitChild(process);

        // when
        process.write(record);
        ProcessRecord read = ProcessRecord.read(record);

        // then
        assertThat(read.running().map(ProcessHandle::pid)).contains(process.pid());
        assertThat(Processes.wrapperOf(files.directory()).map(ProcessHandle::pid))
                .contains(process.pid());
    }

    @Test
    void anotherProcessUnderTheSameIdIsNotTakenForTheOldOne() {
        // given
        long ownId = ProcessHandle.current().pid();

        // when
        ProcessRecord old = new ProcessRecord(ownId, Instant.EPOCH);

        // then
        assertThat(old.running()).isEmpty();
    }

    @Test
    void credentialsOfThisProcessAreNotHandedOn() throws Exception {
        // when
        awaitEnd(processes.startRecorded(List.of("/usr/bin/env"), files, Map.of("FLINK_CONF_DIR", "/conf")));

        // then
        assertThat(Files.readString(files.standardOutput()).lines())
                .contains("FLINK_CONF_DIR=/conf", "GIVEN=value")
                .noneMatch(line -> line.startsWith("AWS_"));
    }

    private static void awaitEnd(ProcessRecord process) {
        ProcessHandle.of(process.pid()).ifPresent(handle -> {
            try {
                handle.onExit().get(30, TimeUnit.SECONDS);
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                throw new AssertionError(e);
            }
        });
    }

    private void awaitOutput(String output) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!Files.readString(files.standardOutput()).equals(output)) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static void awaitChild(ProcessRecord process) {
        ProcessHandle handle = process.running().orElseThrow();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (handle.children().findAny().isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
