package io.millrace.batch.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A process as it is found again: its id, and when it started, because ids are used anew. Written as one line, both
 * numbers in decimal, the start in milliseconds since 1970.
 */
record ProcessRecord(long pid, Instant started) {
    /** The system derives the start from its boot time, which follows the clock's corrections. */
    private static final Duration START_TOLERANCE = Duration.ofSeconds(2);

    /** The record of a process; of one that has ended already, a record that matches none. */
    static ProcessRecord of(ProcessHandle handle) {
        return new ProcessRecord(handle.pid(), handle.info().startInstant().orElse(Instant.EPOCH));
    }

    static ProcessRecord read(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
        List<String> numbers = List.of(text.split(" ", -1));
        try {
            return new ProcessRecord(
                    Long.parseLong(numbers.get(0)), Instant.ofEpochMilli(Long.parseLong(numbers.get(1))));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new IOException("not a process record: " + file, e);
        }
    }

    void write(Path file) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(part, "%d %d\n".formatted(pid, started.toEpochMilli()), StandardCharsets.US_ASCII);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The process, if it still runs. */
    Optional<ProcessHandle> running() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(handle -> handle.info()
                        .startInstant()
                        .filter(start -> Duration.between(started, start).abs().compareTo(START_TOLERANCE) <= 0)
                        .isPresent())
                .filter(handle -> !isZombie(pid));
    }

    /** A process whose new parent does not collect it looks alive for ever. Only Linux has the file. */
    private static boolean isZombie(long pid) {
        try {
            String status = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            // The name in parentheses may hold anything; the state follows it.
            return AFTER_NAME_ZOMBIE
                    .matcher(status.substring(status.lastIndexOf(')') + 1))
                    .lookingAt();
        } catch (IOException e) {
            return false;
        }
    }

    private static final Pattern AFTER_NAME_ZOMBIE = Pattern.compile(" [ZX] ");
}
