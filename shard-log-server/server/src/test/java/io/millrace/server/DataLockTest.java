package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.DataLock.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataLockTest {
    @TempDir
    private Path directory;

    @Test
    void aPartIsHeldByOneUntilItIsGivenUp() throws IOException {
        try (DataLock first = open();
                DataLock second = open()) {
            assertThat(first.take(Part.DATA)).isTrue();
            assertThat(second.take(Part.DATA)).isFalse();
            assertThat(second.take(Part.BACKGROUND)).isTrue();
            assertThat(second.take(Part.DATA, Duration.ofMillis(20))).isFalse();

            first.giveUp(Part.DATA);

            assertThat(second.take(Part.DATA)).isTrue();
        }
    }

    @Test
    void theHolderIsTheProcessThatSigned() throws IOException {
        try (DataLock lock = open()) {
            assertThat(lock.holder()).isEmpty();

            lock.sign();

            assertThat(lock.holder()).contains(ProcessHandle.current());
        }
    }

    @Test
    void aProcessThatHasTheNumberSinceIsNotTheHolder() throws IOException {
        Instant started = ProcessHandle.current().info().startInstant().orElseThrow();
        try (DataLock lock = open()) {
            write(started.minusSeconds(5));
            assertThat(lock.holder()).contains(ProcessHandle.current());

            write(started.minusSeconds(60));
            assertThat(lock.holder()).isEmpty();
            Files.writeString(directory.resolve("lock"), "of an older release");
            assertThat(lock.holder()).isEmpty();
        }
    }

    private void write(Instant started) throws IOException {
        Files.writeString(
                directory.resolve("lock"),
                "%d %d\n".formatted(ProcessHandle.current().pid(), started.toEpochMilli()));
    }

    private DataLock open() throws IOException {
        return DataLock.open(directory.resolve("lock"));
    }
}
