package io.millrace.e2e.demo;

import io.millrace.e2e.cli.Table;
import io.millrace.e2e.demo.FlightData.AirportDelay;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the house answered.
 *
 * @param live flights Trino counted in the stream
 * @param lake flights Trino counted in the Iceberg table
 * @param worst what Flink found, worst first
 */
public record DemoResult(FlightData data, long live, long lake, List<AirportDelay> worst) {
    static final int WORST = 10;

    public DemoResult {
        worst = List.copyOf(worst);
    }

    /** What differs from the file; empty if the house is right. */
    public List<String> differences() {
        List<String> differences = new ArrayList<>();
        int flights = data.flights().size();
        if (live != flights) {
            differences.add("the live stream has %d flights, the file %d".formatted(live, flights));
        }
        if (lake != flights) {
            differences.add("the lake has %d flights, the file %d".formatted(lake, flights));
        }
        List<AirportDelay> expected = data.worst(WORST);
        if (!worst.equals(expected)) {
            differences.add("the worst airports are %s, by the file %s".formatted(worst, expected));
        }
        return List.copyOf(differences);
    }

    public List<Table> tables() {
        return List.of(
                new Table(List.of("live stream: flights"), List.of(List.of(String.valueOf(live)))),
                new Table(List.of("lake: flights"), List.of(List.of(String.valueOf(lake)))),
                new Table(
                        List.of("airport", "city", "mean departure delay, min"),
                        worst.stream()
                                .map(airport -> List.of(
                                        airport.airport(),
                                        data.city(airport.airport()),
                                        String.format(Locale.ROOT, "%.1f", airport.meanDelay())))
                                .toList()));
    }
}
