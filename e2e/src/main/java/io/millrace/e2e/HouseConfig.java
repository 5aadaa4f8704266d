package io.millrace.e2e;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a house is made of.
 *
 * @param dataDirectory everything that is kept is under it
 * @param settings as {@link io.millrace.server.ServerConfig#of} takes them; with none of an object store, one is embedded
 * @param objectStorePort where the embedded object store listens; 0 for any free port
 */
public record HouseConfig(
        Installation installation, Path dataDirectory, Map<String, String> settings, int objectStorePort) {
    public HouseConfig {
        settings = Map.copyOf(settings);
    }
}
