package io.millrace.batch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FlinkSettingsTest {
    @Test
    void defaultsAreModest() {
        assertThat(FlinkSettings.from(Map.of()))
                .isEqualTo(new FlinkSettings(Optional.empty(), "1024m", "1728m", 4, 4, "512m"));
    }

    @Test
    void everyKeyHasAPlace() {
        assertThat(FlinkSettings.from(Map.of(
                        "flink.home", "/opt/flink",
                        "flink.jobmanager.memory", "2g",
                        "flink.taskmanager.memory", "4g",
                        "flink.taskmanager.slots", "8",
                        "flink.taskmanagers.max", "16",
                        "flink.client.memory", "1g")))
                .isEqualTo(new FlinkSettings(Optional.of(Path.of("/opt/flink")), "2g", "4g", 8, 16, "1g"));
    }

    @Test
    void whatMeansNothingIsRefused() {
        assertThatThrownBy(() -> FlinkSettings.from(Map.of("flink.hom", "/opt/flink")))
                .hasMessage("unknown settings: flink.hom");
        assertThatThrownBy(() -> FlinkSettings.from(Map.of("flink.jobmanager.memory", "lots")))
                .hasMessage("flink.jobmanager.memory is not a size such as 1024m or 2g: lots");
        assertThatThrownBy(() -> FlinkSettings.from(Map.of("flink.taskmanager.slots", "many")))
                .hasMessage("flink.taskmanager.slots is not a number: many");
        assertThatThrownBy(() -> FlinkSettings.from(Map.of("flink.taskmanagers.max", "0")))
                .hasMessage("flink.taskmanagers.max must be at least 1, not 0");
    }
}
