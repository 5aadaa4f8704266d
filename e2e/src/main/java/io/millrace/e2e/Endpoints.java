package io.millrace.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** Where the parts of a running house answer; kept in its data directory, for other commands to find. */
public record Endpoints(URI services, URI objectStore, URI trino, URI flink) {
    private static final String FILE = "endpoints.properties";

    /**
     * Those of the house that runs over the directory, or was killed there; an {@link IOException} says so if none does.
     */
    static Endpoints read(Path dataDirectory) throws IOException {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(dataDirectory.resolve(FILE), UTF_8)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            throw new IOException(noneOver(dataDirectory), e);
        }
        return new Endpoints(
                uri(properties, "services"),
                uri(properties, "object-store"),
                uri(properties, "trino"),
                uri(properties, "flink"));
    }

    void write(Path dataDirectory) throws IOException {
        String text = named().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                .collect(Collectors.joining());
        Path draft = dataDirectory.resolve(FILE + ".draft");
        Files.writeString(draft, text, UTF_8);
        Files.move(draft, dataDirectory.resolve(FILE), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Forgets those of a house that ends. */
    static void delete(Path dataDirectory) throws IOException {
        Files.deleteIfExists(dataDirectory.resolve(FILE));
    }

    /** What to tell a person who looks for a house where none runs. */
    static String noneOver(Path dataDirectory) {
        return "no house runs over %s: start one with ./millrace up".formatted(dataDirectory);
    }

    /** Every endpoint under its name. */
    Map<String, URI> named() {
        Map<String, URI> named = new LinkedHashMap<>();
        named.put("services", services);
        named.put("object-store", objectStore);
        named.put("trino", trino);
        named.put("flink", flink);
        return named;
    }

    /** One line for each. */
    List<String> lines() {
        return named().entrySet().stream()
                .map(entry -> "%-13s %s".formatted(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static URI uri(Properties properties, String name) throws IOException {
        String value = properties.getProperty(name);
        if (value == null) {
            throw new IOException("%s does not say where %s is".formatted(FILE, name));
        }
        return URI.create(value);
    }
}
