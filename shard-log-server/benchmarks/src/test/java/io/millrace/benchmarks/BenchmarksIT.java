package io.millrace.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.process.Kafka;
import io.millrace.benchmarks.process.Scratch;
import io.millrace.benchmarks.process.ServerUnderTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real server and the real peer, each a process of its own. */
class BenchmarksIT {
    @TempDir
    Path parent;

    @Test
    void aRunPrintsALineForEachFigureAndLeavesNothingBehind() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Figures figures = new Figures(new PrintStream(out, true, UTF_8));

        try (Scratch scratch = Scratch.in(parent)) {
            Run.Effort effort = new Run.Effort(2, Duration.ofSeconds(1), true);
            Part.PUT.run(new Run(scratch, figures, effort, ServerUnderTest.Options.DEFAULT));
        }

        assertThat(out.toString(UTF_8).lines())
                .allMatch(line -> line.matches("put\\w* [0-9.]+ \\S+"))
                .anyMatch(line -> line.matches("put [0-9.]+ MB/s"))
                .contains("put_refused 0.000 records");
        try (Stream<Path> left = Files.list(parent)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void theConsumerReadsWhatTheProducerWrote() throws IOException {
        try (Scratch scratch = Scratch.in(parent);
                Kafka kafka = Kafka.start(scratch, Path.of("kafka/target/libs"), scratch.directory("kafka"))) {
            kafka.createTopic("topic", 4, List.of("flush.messages=1"));

            Kafka.Speed produced = kafka.produce("topic", 20_000, 5_000, List.of());
            Kafka.Speed consumed = kafka.consume("topic", 20_000);

            assertThat(produced.records()).isEqualTo(15_000);
            assertThat(produced.megabytesPerSecond()).isPositive();
            // A consumer counts whole fetches.
            assertThat(consumed.records()).isGreaterThanOrEqualTo(20_000);
            assertThat(consumed.megabytesPerSecond()).isPositive();
        }
    }
}
