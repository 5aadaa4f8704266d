package io.millrace.e2e.demo;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingDouble;
import static java.util.stream.Collectors.averagingDouble;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The flights and airports that ship with the house, and what is true of them. */
public final class FlightData {
    private final List<Flight> flights;
    private final Map<String, String> cities;

    private FlightData(List<Flight> flights, Map<String, String> cities) {
        this.flights = List.copyOf(flights);
        this.cities = Map.copyOf(cities);
    }

    /** One flight as it goes into a stream: its departure airport, its delay in minutes, and its JSON. */
    public record Flight(String origin, int delay, String json) {}

    /** An airport's mean departure delay in minutes. */
    public record AirportDelay(String airport, double meanDelay) {}

    public static FlightData load() throws IOException {
        List<Flight> flights = new ArrayList<>();
        try (InputStream in = resource("flights-20k.json")) {
            for (JsonNode flight : new ObjectMapper().readTree(in)) {
                flights.add(new Flight(
                        flight.required("origin").asText(),
                        flight.required("delay").asInt(),
                        flight.toString()));
            }
        }
        try (InputStream in = resource("airports.csv")) {
            List<Map<String, String>> airports = new CsvMapper()
                    .readerForMapOf(String.class)
                    .with(CsvSchema.emptySchema().withHeader())
                    .<Map<String, String>>readValues(in)
                    .readAll();
            return new FlightData(
                    flights,
                    airports.stream().collect(toMap(airport -> airport.get("iata"), airport -> airport.get("city"))));
        }
    }

    public List<Flight> flights() {
        return flights;
    }

    /** The city of an airport, or the airport's own code if the list does not know it. */
    public String city(String airport) {
        return cities.getOrDefault(airport, airport);
    }

    /** The airports with the worst mean departure delay, worst first, equal ones by code; straight from the file. */
    public List<AirportDelay> worst(int count) {
        return flights.stream().collect(groupingBy(Flight::origin, averagingDouble(Flight::delay))).entrySet().stream()
                .map(entry -> new AirportDelay(entry.getKey(), entry.getValue()))
                .sorted(comparingDouble(AirportDelay::meanDelay)
                        .reversed()
                        .thenComparing(comparing(AirportDelay::airport)))
                .limit(count)
                .toList();
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(FlightData.class.getResourceAsStream(name), name);
    }
}
