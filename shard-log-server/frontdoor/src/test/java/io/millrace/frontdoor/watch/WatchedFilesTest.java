package io.millrace.frontdoor.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFilesTest {
    @TempDir
    private Path directory;

    private final AtomicInteger reads = new AtomicInteger();

    @Test
    void aVersionIsReadOnceEvenIfItCannotBeLookedAt() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("folder"));
        Path file = Files.writeString(folder.resolve("file"), "one");
        Path other = Files.writeString(directory.resolve("other"), "a");
        WatchedFiles<String> watched = new WatchedFiles<>(List.of(file, other), () -> {
            reads.incrementAndGet();
            return Files.readString(file);
        });
        Files.delete(file);
        Files.delete(folder);
        Files.writeString(folder, "now a file, under which nothing can be");

        until(() -> watched.current().equals("one") && reads.get() == 2);
        Files.writeString(other, "another version");
        until(() -> watched.current().equals("one") && reads.get() > 2);

        // One for what it said at first, one for its absence, and one for the other file's change.
        assertThat(reads).hasValue(3);
    }

    @Test
    void whatChangesHoldsSoon() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "one");
        WatchedFiles<String> watched = new WatchedFiles<>(List.of(file), () -> Files.readString(file));

        Files.writeString(file, "another");

        until(() -> watched.current().equals("another"));
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }
}
