package io.millrace.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class FiguresTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Figures figures = new Figures(new PrintStream(out, true, UTF_8));

    @Test
    void aRatioIsOfTheMediansOfAllRounds() {
        figures.print("ours", 100, "MB/s");
        figures.print("ours", 900, "MB/s");
        figures.print("ours", 120, "MB/s");
        figures.print("theirs", 50, "MB/s");
        figures.print("theirs", 70, "MB/s");

        figures.printRatio("ours_vs_theirs", "ours", "theirs");

        assertThat(out.toString(UTF_8)).endsWith("ours_vs_theirs 2.00 ratio\n");
    }

    @Test
    void aRatioOfWhatWasLeftOutIsNotPrinted() {
        figures.print("ours", 100, "MB/s");
        figures.leaveOut("theirs", "it is not installed");

        figures.printRatio("ours_vs_theirs", "ours", "theirs");

        assertThat(out.toString(UTF_8)).isEqualTo("ours 100 MB/s\ntheirs - left out: it is not installed\n");
    }
}
