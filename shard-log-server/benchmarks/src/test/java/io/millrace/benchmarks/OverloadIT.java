package io.millrace.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.process.Scratch;
import io.millrace.benchmarks.process.ServerUnderTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real server, offered more than it may queue, beside readers that do not read. */
class OverloadIT {
    @TempDir
    Path parent;

    @Test
    void anOverloadedServerRefusesByThrottlingAndKeepsWhatItAcknowledged() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean whole;
        try (Scratch scratch = Scratch.in(parent)) {
            Run run = new Run(
                    scratch,
                    new Figures(new PrintStream(out, true, UTF_8)),
                    new Run.Effort(96, Duration.ofSeconds(4), true),
                    // 96 calls of half a megabyte do not fit a queue of 16.
                    new ServerUnderTest.Options(Map.of("queue-bytes", "16777216"), List.of()));
            whole = new OverloadFigures(run, 10, 100).measure();
        }

        List<String> lines = out.toString(UTF_8).lines().toList();
        assertThat(whole).isTrue();
        assertThat(lines)
                .allMatch(line -> line.matches("overload_\\w+ [0-9.]+ \\S+"))
                .contains("overload_acknowledged_records_missing 0.000 records")
                .contains("overload_connections_lost 0.000 connections")
                .anyMatch(line -> line.startsWith("overload_recovery_seconds "));
        assertThat(value(lines, "overload_acknowledged")).isPositive();
        assertThat(value(lines, "overload_refused")).isPositive();
        assertThat(lines.stream().filter(line -> line.startsWith("overload_refused_")))
                .isNotEmpty()
                .allMatch(line -> line.startsWith("overload_refused_throttlingexception ")
                        || line.startsWith("overload_refused_provisionedthroughputexceededexception "));
        // Of a heap of 1 GB; without bounds it is all of it, and the server dies.
        assertThat(value(lines, "overload_heap_greatest")).isLessThan(768);
    }

    private static double value(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.split(" ", -1)[1]))
                .findFirst()
                .orElseThrow();
    }
}
