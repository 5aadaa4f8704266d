package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.server.testing.ServerProcess;
import io.millrace.server.testing.Waiting;
import io.millrace.server.testing.kill.Caller;
import io.millrace.server.testing.kill.Contents;
import io.millrace.server.testing.kill.Producer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;

/**
 * The real process on a file system of its own that becomes full, or read-only, under its producers; and at the end of its
 * quota, for which no file system has to be mounted.
 */
class DiskIT {
    private static final String STREAM = "orders";
    private static final String THROTTLED = "ProvisionedThroughputExceededException";

    /** Without a reserve, the disk itself says that it is full. */
    private static final String TO_THE_LAST_BYTE = "kinesis.free-bytes-min=0";

    private static final int DISK_BYTES = 24 << 20;
    private static final int PRODUCERS = 4;
    private static final int RECORD_BYTES = 20_000;

    /** A record of PutRecords that was refused is no exception; this many turns without a promise are a refusal. */
    private static final int TURNS_MAX = 2_000;

    @TempDir
    private Path directory;

    private final List<Producer> producers = IntStream.range(0, PRODUCERS)
            .mapToObj(number -> new Producer(STREAM, "producer-" + number, RECORD_BYTES))
            .toList();
    private final Caller caller = new Caller();
    private Path disk;

    @BeforeEach
    void make() throws Exception {
        disk = Files.createDirectory(directory.resolve("disk"));
    }

    private void mount() throws IOException, InterruptedException {
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=" + DISK_BYTES, "tmpfs", disk.toString()),
                "this user may not mount a tmpfs; the quota's test needs none");
    }

    @AfterEach
    void unmount() throws Exception {
        caller.close();
        if (run("mountpoint", "-q", disk.toString())) {
            assertThat(run("umount", "--lazy", disk.toString())).isTrue();
        }
    }

    @Test
    void theEndOfTheQuotaThrottlesAndLosesNothing() throws Exception {
        try (ServerProcess server = start("kinesis.log-bytes-max=8000000", "kinesis.segment-bytes=1000000")) {
            caller.moveTo(server.awaitReady());
            caller.create(STREAM, 2);

            assertThat(putUntilRefused()).containsOnly(THROTTLED);
            assertNothingLost();

            server.kill();
        }
        try (ServerProcess server = start("kinesis.log-bytes-max=8000000", "kinesis.segment-bytes=1000000")) {
            caller.moveTo(server.awaitReady());
            assertNothingLost();
            putUntilRefused();
            server.kill();
        }
        assertNothingLostAfterRestart("kinesis.log-bytes-max=16000000");
    }

    @Test
    void aDiskThatIsNearlyFullThrottlesUntilThereIsSpaceAndLosesNothing() throws Exception {
        mount();
        Path ballast = disk.resolve("ballast");
        Files.write(ballast, new byte[DISK_BYTES / 3]);
        try (ServerProcess server = start("kinesis.free-bytes-min=4000000")) {
            caller.moveTo(server.awaitReady());
            caller.create(STREAM, 2);

            assertThat(putUntilRefused()).containsOnly(THROTTLED);
            assertThat(server.stderr()).doesNotContain("No space left on device");
            assertNothingLost();

            Files.delete(ballast);
            assertPutsAreTakenAgain();
            server.kill();
        }
        assertNothingLostAfterRestart("kinesis.free-bytes-min=0");
    }

    @Test
    void aFullDiskRefusesByADefinedErrorAndLosesNothing() throws Exception {
        mount();
        Path ballast = disk.resolve("ballast");
        Files.write(ballast, new byte[DISK_BYTES / 3]);
        try (ServerProcess server = start(TO_THE_LAST_BYTE)) {
            caller.moveTo(server.awaitReady());
            caller.create(STREAM, 2);

            Set<String> refusals = putUntilRefused();

            assertThat(refusals).containsOnly("InternalFailure");
            assertThat(server.stderr()).contains("No space left on device");
            assertNothingLost();

            Files.delete(ballast);
            assertPutsAreTakenAgain();
            assertNothingLost();

            server.kill();
        }
        assertNothingLostAfterRestart(TO_THE_LAST_BYTE);
    }

    @Test
    void aServerKilledOnAFullDiskComesBackToServeReadsAndTakesPutsOnceThereIsSpace() throws Exception {
        mount();
        Path ballast = disk.resolve("ballast");
        Files.write(ballast, new byte[DISK_BYTES / 3]);
        try (ServerProcess server = start(TO_THE_LAST_BYTE)) {
            caller.moveTo(server.awaitReady());
            caller.create(STREAM, 2);
            putUntilRefused();
            server.kill();
        }
        assertThat(run("dd", "if=/dev/zero", "of=" + disk.resolve("rest"), "bs=4k"))
                .as("the last page could be written too")
                .isFalse();

        try (ServerProcess server = start(TO_THE_LAST_BYTE)) {
            caller.moveTo(server.awaitReady());
            assertNothingLost();
            putUntilRefused();

            Files.delete(ballast);
            Files.delete(disk.resolve("rest"));

            assertPutsAreTakenAgain();
            assertNothingLost();
            server.kill();
        }
        assertNothingLostAfterRestart(TO_THE_LAST_BYTE);
    }

    @Test
    void aDiskThatTurnsReadOnlyRefusesReadsOnAndTakesPutsAgain() throws Exception {
        mount();
        try (ServerProcess server = start(TO_THE_LAST_BYTE)) {
            caller.moveTo(server.awaitReady());
            caller.create(STREAM, 2);
            producers.forEach(producer -> producer.turn(caller));
            // Files that are open for writing keep a file system writable.
            boolean readOnly = run("mount", "-o", "remount,ro", disk.toString());
            assumeTrue(readOnly, "the kernel keeps the file system writable while files are open");

            assertThat(putUntilRefused()).containsOnly("InternalFailure");
            assertNothingLost();

            assertThat(run("mount", "-o", "remount,rw", disk.toString())).isTrue();
            assertPutsAreTakenAgain();
            server.kill();
        }
        assertNothingLostAfterRestart(TO_THE_LAST_BYTE);
    }

    @Test
    void aReadOnlyDiskIsALineAndAnExitCodeAndLosesNothing() throws Exception {
        mount();
        try (ServerProcess server = start(TO_THE_LAST_BYTE)) {
            caller.moveTo(server.awaitReady());
            caller.create(STREAM, 2);
            producers.forEach(producer -> producer.turn(caller));
            server.kill();
        }
        assertThat(run("mount", "-o", "remount,ro", disk.toString())).isTrue();

        try (ServerProcess server = start(TO_THE_LAST_BYTE)) {
            assertThat(server.awaitExit()).isEqualTo(1);
            assertThat(server.stderr().lines()).last().asString().contains("cannot be written");
        }

        assertThat(run("mount", "-o", "remount,rw", disk.toString())).isTrue();
        assertNothingLostAfterRestart(TO_THE_LAST_BYTE);
    }

    /** Lets producers put until each has been refused; returns the errors they got. */
    private Set<String> putUntilRefused() {
        Set<String> refusals = new TreeSet<>();
        for (Producer producer : producers) {
            boolean refused = false;
            for (int turn = 0; turn < TURNS_MAX && !refused; turn++) {
                int before = producer.acknowledged();
                try {
                    producer.turn(caller);
                    refused = producer.acknowledged() == before;
                } catch (SdkException e) {
                    refused = true;
                    refusals.add(
                            e instanceof KinesisException error
                                    ? error.awsErrorDetails().errorCode()
                                    : e.toString());
                }
            }
            assertThat(refused).as("refused at last").isTrue();
            refusals.addAll(producer.refusals());
        }
        return refusals;
    }

    /** The log is opened again some time after it can be. */
    private void assertPutsAreTakenAgain() {
        for (Producer producer : producers) {
            int before = producer.acknowledged();
            Waiting.until(() -> {
                try {
                    producer.turn(caller);
                } catch (SdkException e) {
                    return false;
                }
                return producer.acknowledged() > before;
            });
        }
    }

    private void assertNothingLost() {
        Contents contents = Contents.of(caller, STREAM);
        producers.forEach(producer -> producer.check(contents));
        assertThat(contents.records())
                .isBetween(
                        producers.stream().mapToInt(Producer::acknowledged).sum(),
                        producers.stream().mapToInt(Producer::attempts).sum());
    }

    private void assertNothingLostAfterRestart(String... settings) throws Exception {
        try (ServerProcess server = start(settings)) {
            caller.moveTo(server.awaitReady());
            assertNothingLost();
            assertPutsAreTakenAgain();
            assertNothingLost();
        }
    }

    private ServerProcess start(String... settings) throws IOException {
        List<String> lines = new ArrayList<>(List.of(settings));
        lines.add("kinesis.throughput-limits=false");
        Path config = Files.write(directory.resolve("server.properties"), lines);
        return ServerProcess.start(
                directory.resolve("stderr"),
                "--config",
                config.toString(),
                "--port",
                "0",
                "--data",
                disk.resolve("data").toString());
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }
}
