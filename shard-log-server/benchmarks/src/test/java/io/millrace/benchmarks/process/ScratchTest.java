package io.millrace.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {
    @TempDir
    Path parent;

    @Test
    void whatRanAndWasWrittenEndsWithIt() throws IOException {
        Subprocess process;
        try (Scratch scratch = Scratch.in(parent)) {
            Path directory = scratch.directory("data");
            Files.writeString(directory.resolve("file"), "text");
            process = scratch.start(sh("echo ready; sleep 1000"), directory.resolve("log"));
            process.await(line -> line.equals("ready"), Duration.ofSeconds(10));
        }

        assertThat(ProcessHandle.of(process.pid())).isEmpty();
        try (Stream<Path> left = Files.list(parent)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void nothingStartsOnceItHasEnded() throws IOException {
        Scratch scratch = Scratch.in(parent);

        scratch.close();

        assertThatThrownBy(() -> scratch.start(sh("sleep 1000"), parent.resolve("log")))
                .hasMessageContaining("over");
        assertThatThrownBy(() -> scratch.directory("data")).hasMessageContaining("over");
    }

    @Test
    void aProcessThatEndsBeforeItIsReadyIsToldWithItsLastLines() throws IOException {
        try (Scratch scratch = Scratch.in(parent)) {
            Subprocess process = scratch.start(sh("echo no room; exit 3"), parent.resolve("log"));

            assertThatThrownBy(() -> process.await(line -> line.equals("ready"), Duration.ofSeconds(10)))
                    .hasMessageContaining("it ended")
                    .hasMessageContaining("no room");
            assertThatThrownBy(() -> process.output(Duration.ofSeconds(10))).hasMessageContaining("ended with 3");
        }
        Files.delete(parent.resolve("log"));
    }

    private static ProcessBuilder sh(String script) {
        return new ProcessBuilder("sh", "-c", script);
    }
}
