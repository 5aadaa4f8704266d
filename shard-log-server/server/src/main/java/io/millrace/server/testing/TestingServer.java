package io.millrace.server.testing;

import io.millrace.frontdoor.ObjectStore;
import io.millrace.server.MillraceServer;
import io.millrace.server.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/**
 * A server over a directory, on a free port of loopback, with every service on the test's class path. It keeps its
 * port over {@link #restart}.
 */
public final class TestingServer implements AutoCloseable {
    private final Map<String, String> settings;
    private MillraceServer server;

    private TestingServer(Map<String, String> settings, MillraceServer server) {
        this.settings = settings;
        this.server = server;
    }

    /** Without authentication and limits of throughput, and with streams that come and go at once. */
    public static TestingServer start(Path directory) throws IOException {
        return start(directory, Map.of());
    }

    /** As {@link #start(Path)}, where {@code s3://} leads to the store. */
    public static TestingServer start(Path directory, ObjectStore store) throws IOException {
        return start(directory, settings(store));
    }

    /** As {@link #start(Path)}, with keys of {@link ServerConfig} that have the last word. */
    public static TestingServer start(Path directory, Map<String, String> overrides) throws IOException {
        Map<String, String> settings = new HashMap<>(Map.of(
                "data",
                directory.toString(),
                "port",
                "0",
                "kinesis.creating",
                "0",
                "kinesis.updating",
                "0",
                "kinesis.deleting",
                "0",
                "kinesis.throughput-limits",
                "false"));
        settings.putAll(overrides);
        return new TestingServer(settings, MillraceServer.start(ServerConfig.of(settings)));
    }

    /** The keys of {@link ServerConfig} that lead {@code s3://} to a store. */
    public static Map<String, String> settings(ObjectStore store) {
        return Map.of(
                "object-store.endpoint", store.endpoint().toString(),
                "object-store.region", store.region(),
                "object-store.access-key", store.credentials().accessKeyId(),
                "object-store.secret-key", store.credentials().secretAccessKey(),
                "object-store.warehouse", store.warehouse().toString());
    }

    public URI endpoint() {
        return server.endpoint();
    }

    /** Where it is called over TLS; a setting must have asked for that. */
    public URI secureEndpoint() {
        return server.secureEndpoint().orElseThrow();
    }

    /** Credentials that the server takes in every mode of authentication; others after a restart. */
    public AwsCredentials credentials() {
        return server.internalCredentials();
    }

    /** Closes the server and starts another over the same directory, at the same endpoint. */
    public void restart() throws IOException {
        int port = server.endpoint().getPort();
        server.close();
        settings.put("port", Integer.toString(port));
        server = MillraceServer.start(ServerConfig.of(settings));
    }

    @Override
    public void close() {
        server.close();
    }
}
