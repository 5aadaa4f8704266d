package io.millrace.e2e.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        Table table = new Table(
                List.of("airport", "city", "delay"),
                List.of(List.of("BMI", "Bloomington", "125.8"), List.of("OTZ", "Kotzebue", "94.0")));

        assertThat(table.lines())
                .containsExactly(
                        "airport  city         delay",
                        "-------  -----------  -----",
                        "BMI      Bloomington  125.8",
                        "OTZ      Kotzebue      94.0");
    }

    @Test
    void anEmptyResultStillHasHeadings() {
        assertThat(new Table(List.of("count"), List.of()).lines()).containsExactly("count", "-----");
    }

    @Test
    void aRaggedRowIsRefused() {
        List<List<String>> ragged = List.of(List.of("one", "two"));

        assertThatThrownBy(() -> new Table(List.of("a"), ragged)).hasMessage("a row of 2 cells under 1 headings");
    }
}
