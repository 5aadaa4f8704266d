package io.millrace.e2e.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.e2e.demo.FlightData.AirportDelay;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlightDataTest {
    @Test
    void theWorstAirportsAreThoseOfTheFile() throws IOException {
        FlightData data = FlightData.load();

        List<AirportDelay> worst = data.worst(3);

        assertThat(data.flights()).hasSize(20_000);
        assertThat(worst)
                .containsExactly(
                        new AirportDelay("BMI", 755.0 / 6),
                        new AirportDelay("OTZ", 94),
                        new AirportDelay("BGR", 35.75));
        assertThat(data.city("BMI")).isEqualTo("Bloomington");
    }

    @Test
    void citiesWithCommasInTheirAirportsNameAreRead() throws IOException {
        assertThat(FlightData.load().city("BTR")).isEqualTo("Baton Rouge");
    }
}
