package io.millrace.server;

import io.millrace.frontdoor.Account;
import io.millrace.frontdoor.ObjectStore;
import io.millrace.frontdoor.http.Limits;
import io.millrace.frontdoor.http.Tls;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

/**
 * What one server process is told. Each component is a key of a {@code .properties} file, in the form
 * {@code credentials-file}; {@code object-store.} stands before the keys of the object store, and a service's name before
 * those of a service, as in {@code kinesis.shards-max}.
 *
 * @param address a host name or address to listen on; loopback unless told otherwise
 * @param port 0 takes a free one
 * @param takeOver how long to wait for the process that serves the data directory at that port, to follow it if there is one
 * @param data the directory under which every service keeps its own; made if absent
 * @param credentialsFile who may call; needed if and only if {@code auth} is sigv4
 * @param policiesFile what users may do; everybody may do everything without it
 * @param tls the certificate, if callers are served over TLS
 * @param limits of what callers may take up; their keys are those of {@link LimitSettings}
 * @param services settings by service; the server refuses a service it does not have, a service a key it does not know
 */
public record ServerConfig(
        String address,
        int port,
        Optional<Duration> takeOver,
        Path data,
        Auth auth,
        Optional<Path> credentialsFile,
        Optional<Path> policiesFile,
        Account account,
        ObjectStore objectStore,
        Optional<Tls> tls,
        Limits limits,
        Map<String, Map<String, String>> services) {
    private static final int PORT_MAX = 65_535;
    private static final Pattern ACCOUNT_ID = Pattern.compile("\\d{12}");
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,64}");

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("address", "127.0.0.1"),
            Map.entry("port", "4567"),
            Map.entry("take-over", "false"),
            Map.entry("take-over-timeout", "PT1M"),
            Map.entry("auth", "none"),
            Map.entry("tls", "none"),
            Map.entry("region", "us-east-1"),
            Map.entry("account", "000000000000"),
            Map.entry("object-store.endpoint", "http://127.0.0.1:4568"),
            Map.entry("object-store.region", "us-east-1"),
            Map.entry("object-store.access-key", "millrace"),
            Map.entry("object-store.secret-key", "millrace"),
            Map.entry("object-store.warehouse", "s3://millrace/warehouse"));

    /** How callers prove who they are. */
    public enum Auth {
        NONE,
        SIGV4
    }

    public ServerConfig {
        if (port < 0 || port > PORT_MAX) {
            throw new IllegalArgumentException("port out of [0, 65535]: " + port);
        }
        if (takeOver.isPresent() && port == 0) {
            throw new IllegalArgumentException("take-over needs a port, which callers know already");
        }
        if (!ACCOUNT_ID.matcher(account.id()).matches()) {
            throw new IllegalArgumentException("account is not of 12 digits: " + account.id());
        }
        if (!REGION.matcher(account.region()).matches()) {
            throw new IllegalArgumentException("not a region: " + account.region());
        }
        if (auth == Auth.SIGV4 && credentialsFile.isEmpty()) {
            throw new IllegalArgumentException("auth is sigv4, which needs a credentials-file");
        }
        if (auth == Auth.NONE && policiesFile.isPresent()) {
            throw new IllegalArgumentException("a policies-file is given, which auth none would not look at");
        }
        if (auth == Auth.NONE && credentialsFile.isPresent()) {
            throw new IllegalArgumentException("a credentials-file is given, which auth none would not look at");
        }
        services = Map.copyOf(services);
    }

    /** Every key that has a value where it is absent, with that. */
    static Map<String, String> defaults() {
        Map<String, String> defaults = new TreeMap<>(DEFAULTS);
        defaults.putAll(LimitSettings.defaults());
        return defaults;
    }

    /** The keys and values of a {@code .properties} file. */
    public static Map<String, String> read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        Map<String, String> values = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        return values;
    }

    /**
     * Maps keys to values; what is absent has its default, except {@code data}.
     *
     * @throws IllegalArgumentException in one line, for a key that is unknown or missing or a value that is wrong
     */
    public static ServerConfig of(Map<String, String> values) {
        Map<String, String> rest = defaults();
        values.forEach((key, value) -> rest.put(key, value.strip()));
        String data = rest.remove("data");
        if (data == null || data.isEmpty()) {
            throw new IllegalArgumentException("no data directory is configured: data");
        }
        String address = take(rest, "address");
        int port = integer("port", take(rest, "port"));
        Optional<Duration> takeOver = takeOver(take(rest, "take-over"), take(rest, "take-over-timeout"));
        Auth auth = auth(take(rest, "auth"));
        Optional<Path> credentialsFile =
                Optional.ofNullable(rest.remove("credentials-file")).map(Path::of);
        Optional<Path> policiesFile =
                Optional.ofNullable(rest.remove("policies-file")).map(Path::of);
        Account account = new Account(take(rest, "account"), take(rest, "region"));
        ObjectStore objectStore = new ObjectStore(
                uri("object-store.endpoint", take(rest, "object-store.endpoint")),
                take(rest, "object-store.region"),
                AwsBasicCredentials.create(
                        take(rest, "object-store.access-key"), take(rest, "object-store.secret-key")),
                uri("object-store.warehouse", take(rest, "object-store.warehouse")));
        Limits limits = LimitSettings.take(rest);
        Optional<Tls> tls = tls(rest, Path.of(data));
        return new ServerConfig(
                address,
                port,
                takeOver,
                Path.of(data),
                auth,
                credentialsFile,
                policiesFile,
                account,
                objectStore,
                tls,
                limits,
                services(rest));
    }

    private static Optional<Tls> tls(Map<String, String> rest, Path data) {
        String tls = take(rest, "tls");
        return switch (tls) {
            case "none" -> Optional.empty();
            case "self-signed" -> Optional.of(new Tls.SelfSigned(data.resolve("tls")));
            case "files" ->
                Optional.of(new Tls.Files(
                        Path.of(given(rest, "tls-certificate-file")), Path.of(given(rest, "tls-key-file"))));
            default -> throw new IllegalArgumentException("tls is neither none nor self-signed nor files: " + tls);
        };
    }

    private static String given(Map<String, String> rest, String key) {
        if (!rest.containsKey(key)) {
            throw new IllegalArgumentException("tls is files, which needs a " + key);
        }
        return take(rest, key);
    }

    private static Map<String, Map<String, String>> services(Map<String, String> rest) {
        Map<String, Map<String, String>> services = new TreeMap<>();
        rest.forEach((key, value) -> {
            int dot = key.indexOf('.');
            if (dot < 1 || key.startsWith("object-store.")) {
                throw new IllegalArgumentException("unknown configuration key: " + key);
            }
            services.computeIfAbsent(key.substring(0, dot), service -> new TreeMap<>())
                    .put(key.substring(dot + 1), value);
        });
        return services;
    }

    private static String take(Map<String, String> rest, String key) {
        String value = rest.remove(key);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("configuration key without a value: " + key);
        }
        return value;
    }

    private static int integer(String key, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("%s is not a number: %s".formatted(key, value), e);
        }
    }

    private static Optional<Duration> takeOver(String value, String timeout) {
        Duration longest = LimitSettings.duration("take-over-timeout", timeout);
        return switch (value) {
            case "true" -> Optional.of(longest);
            case "false" -> Optional.empty();
            default -> throw new IllegalArgumentException("take-over is neither true nor false: " + value);
        };
    }

    private static Auth auth(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "none" -> Auth.NONE;
            case "sigv4" -> Auth.SIGV4;
            default -> throw new IllegalArgumentException("auth is neither none nor sigv4: " + value);
        };
    }

    private static URI uri(String key, String value) {
        URI uri;
        try {
            uri = URI.create(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("%s is not a URI: %s".formatted(key, value), e);
        }
        if (uri.getScheme() == null || uri.getHost() == null) {
            throw new IllegalArgumentException("%s is not a URI of scheme and host: %s".formatted(key, value));
        }
        return uri;
    }
}
