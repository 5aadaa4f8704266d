package io.millrace.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a process has used since it began. Read from {@code /proc}, so of Linux only.
 *
 * @param cpuSeconds of all its threads, in user and system mode
 * @param diskBytes it caused to be written to a disk, at the time they were dirtied
 */
public record Usage(double cpuSeconds, long diskBytes) {
    /** What the kernel calls USER_HZ; 100 on every platform that Java runs on. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;

    public static Usage of(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        String stat = Files.readString(process.resolve("stat"));
        // The name before it stands in parentheses and may hold spaces.
        List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
        double ticks = Double.parseDouble(fields.get(USER_TICKS)) + Double.parseDouble(fields.get(SYSTEM_TICKS));
        try (Stream<String> lines = Files.lines(process.resolve("io"))) {
            long diskBytes = lines.filter(line -> line.startsWith("write_bytes:"))
                    .mapToLong(line ->
                            Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                    .sum();
            return new Usage(ticks / TICKS_PER_SECOND, diskBytes);
        }
    }

    /** The most that a process has had in memory at once, as the kernel counts. */
    public static long greatestResidentBytes(long pid) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .sum();
        }
    }

    public Usage minus(Usage before) {
        return new Usage(cpuSeconds - before.cpuSeconds, diskBytes - before.diskBytes);
    }
}
