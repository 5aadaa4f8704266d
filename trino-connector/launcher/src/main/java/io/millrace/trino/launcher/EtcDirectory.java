package io.millrace.trino.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Trino's configuration files. Secrets are not in them: they name variables of the process's environment, which
 * {@link #environment} gives.
 */
final class EtcDirectory {
    private static final String STREAM_SECRET = "MILLRACE_SECRET_KEY";
    private static final String OBJECT_STORE_SECRET = "MILLRACE_OBJECT_STORE_SECRET_KEY";
    /** How Trino reads a value out of its environment. */
    private static final String FROM_ENVIRONMENT = "${ENV:%s}";

    private final TrinoConfig config;
    private final int port;

    EtcDirectory(TrinoConfig config, int port) {
        this.config = config;
        this.port = port;
    }

    /** Writes every file anew, so that what a former start left behind says nothing. */
    void write() throws IOException {
        Path catalogs = Files.createDirectories(path().resolve("catalog"));
        write(path().resolve("config.properties"), server());
        write(path().resolve("log.properties"), logLevels());
        write(catalogs.resolve("millrace.properties"), streams());
        write(catalogs.resolve("lake.properties"), lake());
        Files.write(path().resolve("jvm.config"), machineArguments(), UTF_8);
    }

    Path path() {
        return config.dataDirectory().resolve("etc");
    }

    Path log() {
        return config.dataDirectory().resolve("log").resolve("trino.log");
    }

    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        config.services().millrace().accessKey().ifPresent(key -> environment.put(STREAM_SECRET, key.secret()));
        config.services()
                .objectStore()
                .accessKey()
                .ifPresent(key -> environment.put(OBJECT_STORE_SECRET, key.secret()));
        return environment;
    }

    Map<String, String> server() {
        Map<String, String> server = new LinkedHashMap<>();
        server.put("node.environment", "millrace");
        server.put("node.bind-ip", "127.0.0.1");
        server.put("node.internal-address", "127.0.0.1");
        server.put("http-server.http.port", Integer.toString(port));
        server.put("discovery.uri", "http://127.0.0.1:" + port);
        server.put("coordinator", "true");
        server.put("node-scheduler.include-coordinator", "true");
        server.put("plugin.dir", config.home().resolve("plugin").toString());
        server.put("catalog.config-dir", path().resolve("catalog").toString());
        server.put("log.path", log().toString());
        server.put("log.enable-console", "false");
        server.put("log.levels-file", path().resolve("log.properties").toString());
        return server;
    }

    Map<String, String> streams() {
        ServiceEndpoint millrace = config.services().millrace();
        Map<String, String> catalog = new LinkedHashMap<>();
        catalog.put("connector.name", "millrace");
        catalog.put("millrace.endpoint", millrace.uri().toString());
        catalog.put("millrace.region", millrace.region());
        millrace.accessKey().ifPresent(key -> {
            catalog.put("millrace.access-key", key.id());
            catalog.put("millrace.secret-key", FROM_ENVIRONMENT.formatted(STREAM_SECRET));
        });
        return catalog;
    }

    Map<String, String> lake() {
        ServiceEndpoint millrace = config.services().millrace();
        ServiceEndpoint objectStore = config.services().objectStore();
        Map<String, String> catalog = new LinkedHashMap<>();
        catalog.put("connector.name", "iceberg");
        catalog.put("iceberg.catalog.type", "rest");
        catalog.put(
                "iceberg.rest-catalog.uri", millrace.uri().resolve("/iceberg").toString());
        catalog.put("fs.s3.enabled", "true");
        catalog.put("s3.endpoint", objectStore.uri().toString());
        catalog.put("s3.region", objectStore.region());
        catalog.put("s3.path-style-access", "true");
        objectStore.accessKey().ifPresent(key -> {
            catalog.put("s3.aws-access-key", key.id());
            catalog.put("s3.aws-secret-key", FROM_ENVIRONMENT.formatted(OBJECT_STORE_SECRET));
        });
        if (millrace.accessKey().isPresent()) {
            // With the key of s3.*: Trino has no other for it.
            catalog.put("iceberg.rest-catalog.security", "SIGV4");
            catalog.put("iceberg.rest-catalog.signing-name", "glue");
        }
        return catalog;
    }

    private static Map<String, String> logLevels() {
        // One line a query is a request log; the log is for changes of state.
        return Map.of("io.trino", "INFO", "io.trino.event.QueryMonitor", "WARN");
    }

    private List<String> machineArguments() {
        List<String> arguments = new ArrayList<>();
        arguments.add("-Xmx%dm".formatted(config.java().heapMebibytes()));
        arguments.addAll(config.java().tuning().arguments());
        arguments.addAll(List.of(
                "-XX:+ExitOnOutOfMemoryError",
                "--add-modules=jdk.incubator.vector",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED"));
        return arguments;
    }

    private static void write(Path file, Map<String, String> values) throws IOException {
        Properties properties = new Properties();
        properties.putAll(values);
        StringWriter text = new StringWriter();
        properties.store(text, null);
        Files.writeString(file, text.toString(), UTF_8);
    }
}
