package io.millrace.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The command-line options of a server, for every command that runs one. */
public final class ServerOptions {
    // Picocli writes these before the command runs.
    @Option(names = "--port", paramLabel = "N", description = "Port to listen on; 0 takes a free one. Default 4567.")
    private @Nullable String port;

    @Option(names = "--data", paramLabel = "DIR", description = "Directory for all data; made if absent.")
    private @Nullable String data;

    @Option(
            names = "--take-over",
            description = "Follow the server that runs on this data directory and port, if one does: it answers what it"
                    + " has begun and ends, and callers wait instead of being refused.")
    private boolean takeOver;

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Address to listen on. Default 127.0.0.1.")
    private @Nullable String host;

    @Option(names = "--auth", paramLabel = "none|sigv4", description = "How callers prove who they are. Default none.")
    private @Nullable String auth;

    @Option(names = "--credentials", paramLabel = "FILE", description = "Who may call; needed by --auth sigv4.")
    private @Nullable String credentials;

    @Option(
            names = "--policies",
            paramLabel = "FILE",
            description = "What each user may do; without it everybody may do everything.")
    private @Nullable String policies;

    @Option(
            names = "--tls",
            paramLabel = "none|self-signed|files",
            description = "Whether callers are served over TLS, and with which certificate. Default none.")
    private @Nullable String tls;

    @Option(names = "--tls-certificate", paramLabel = "FILE", description = "In PEM; needed by --tls files.")
    private @Nullable String tlsCertificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "In PEM, PKCS #8; needed by --tls files.")
    private @Nullable String tlsKey;

    @Option(names = "--region", paramLabel = "NAME", description = "Default us-east-1.")
    private @Nullable String region;

    @Option(names = "--account", paramLabel = "ID", description = "12 digits. Default 000000000000.")
    private @Nullable String account;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A .properties file with these and further settings; options have the last word.")
    private @Nullable Path config;

    /**
     * The settings that {@link ServerConfig#of} takes: those of the configuration file, then those of the options.
     *
     * @throws IOException in one line, if the file cannot be read
     */
    public Map<String, String> values() throws IOException {
        Map<String, String> values = new HashMap<>();
        if (config != null) {
            try {
                values.putAll(ServerConfig.read(config));
            } catch (IOException e) {
                throw new IOException("%s cannot be read: %s".formatted(config, DataDirectory.reason(e)), e);
            }
        }
        put(values, "port", port);
        put(values, "data", data);
        put(values, "take-over", takeOver ? "true" : null);
        put(values, "address", host);
        put(values, "auth", auth);
        put(values, "credentials-file", credentials);
        put(values, "policies-file", policies);
        put(values, "tls", tls);
        put(values, "tls-certificate-file", tlsCertificate);
        put(values, "tls-key-file", tlsKey);
        put(values, "region", region);
        put(values, "account", account);
        return values;
    }

    private static void put(Map<String, String> values, String key, @Nullable String value) {
        if (value != null) {
            values.put(key, value);
        }
    }
}
