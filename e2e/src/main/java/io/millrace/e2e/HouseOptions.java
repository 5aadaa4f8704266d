package io.millrace.e2e;

import io.millrace.server.ServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a house that is kept running. */
final class HouseOptions {
    private static final int OBJECT_STORE_PORT = 4568;

    // Picocli writes these before the command runs.
    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Option(
            names = "--s3-port",
            paramLabel = "N",
            description = "Port of the embedded object store; 0 takes a free one. Default 4568.")
    private int objectStorePort = OBJECT_STORE_PORT;

    @Option(
            names = "--s3-endpoint",
            paramLabel = "URL",
            description = "An object store of your own, instead of the embedded one; its keys and warehouse are"
                    + " object-store.* in the configuration file.")
    private @Nullable String objectStoreEndpoint;

    HouseConfig config() throws IOException {
        Installation installation = Installation.current();
        Map<String, String> settings = server.values();
        settings.putIfAbsent("data", installation.root().resolve("data").toString());
        if (objectStoreEndpoint != null) {
            settings.put("object-store.endpoint", objectStoreEndpoint);
        }
        return new HouseConfig(installation, Path.of(settings.get("data")), settings, objectStorePort);
    }
}
