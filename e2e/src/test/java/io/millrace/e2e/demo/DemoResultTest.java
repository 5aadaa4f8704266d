package io.millrace.e2e.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.e2e.demo.FlightData.AirportDelay;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemoResultTest {
    private FlightData data;

    @BeforeEach
    void load() throws IOException {
        data = FlightData.load();
    }

    @Test
    void theFilesOwnAnswerIsRight() {
        assertThat(new DemoResult(data, 20_000, 20_000, data.worst(10)).differences())
                .isEmpty();
    }

    @Test
    void everyDifferenceIsTold() {
        List<AirportDelay> wrong = data.worst(10).reversed();

        List<String> differences = new DemoResult(data, 19_999, 20_001, wrong).differences();

        assertThat(differences).hasSize(3);
    }

    @Test
    void noAnswerIsWrong() {
        assertThat(new DemoResult(data, 20_000, 20_000, List.of()).differences())
                .hasSize(1);
    }

    @Test
    void tooFewAirportsAreWrong() {
        assertThat(new DemoResult(data, 20_000, 20_000, data.worst(9)).differences())
                .hasSize(1);
    }
}
