package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.frontdoor.Account;
import io.millrace.frontdoor.ObjectStore;
import io.millrace.frontdoor.http.Limits;
import io.millrace.frontdoor.http.Tls;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

class ServerConfigTest {
    @Test
    void defaultsAreThese() {
        assertThat(ServerConfig.of(Map.of("data", "/data")))
                .isEqualTo(new ServerConfig(
                        "127.0.0.1",
                        4567,
                        Optional.empty(),
                        Path.of("/data"),
                        ServerConfig.Auth.NONE,
                        Optional.empty(),
                        Optional.empty(),
                        new Account("000000000000", "us-east-1"),
                        new ObjectStore(
                                URI.create("http://127.0.0.1:4568"),
                                "us-east-1",
                                AwsBasicCredentials.create("millrace", "millrace"),
                                URI.create("s3://millrace/warehouse")),
                        Optional.empty(),
                        Limits.DEFAULT,
                        Map.of()));
    }

    @Test
    void everyKeyIsMapped(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("server.properties");
        Files.writeString(file, """
                # of one node
                address = 0.0.0.0
                port = 1
                take-over = true
                take-over-timeout = PT9S
                data = /data
                auth = sigv4
                credentials-file = /etc/credentials
                policies-file = /etc/policies.json
                region = eu-west-1
                account = 123456789012
                tls = files
                tls-certificate-file = /etc/certificate.pem
                tls-key-file = /etc/key.pem
                bodies-bytes = 70000000
                body-timeout = PT5S
                body-bytes-max = 1000000
                header-bytes-max = 20000
                nesting-max = 50
                connections-max = 30
                streams-per-connection-max = 40
                request-timeout = PT6S
                idle-timeout = 7000
                drain-timeout = 0
                object-store.endpoint = https://s3.example.com
                object-store.region = eu-west-2
                object-store.access-key = access
                object-store.secret-key = secret
                object-store.warehouse = s3://lake/tables
                kinesis.shards-max = 10
                kinesis.retention = PT48H
                """);

        Map<String, String> values = new HashMap<>(ServerConfig.read(file));
        values.put("port", "4000");
        ServerConfig config = ServerConfig.of(values);

        assertThat(config)
                .isEqualTo(new ServerConfig(
                        "0.0.0.0",
                        4000,
                        Optional.of(Duration.ofSeconds(9)),
                        Path.of("/data"),
                        ServerConfig.Auth.SIGV4,
                        Optional.of(Path.of("/etc/credentials")),
                        Optional.of(Path.of("/etc/policies.json")),
                        new Account("123456789012", "eu-west-1"),
                        new ObjectStore(
                                URI.create("https://s3.example.com"),
                                "eu-west-2",
                                AwsBasicCredentials.create("access", "secret"),
                                URI.create("s3://lake/tables")),
                        Optional.of(new Tls.Files(Path.of("/etc/certificate.pem"), Path.of("/etc/key.pem"))),
                        new Limits(
                                1_000_000,
                                70_000_000,
                                Duration.ofSeconds(5),
                                20_000,
                                50,
                                30,
                                40,
                                Duration.ofSeconds(6),
                                Duration.ofSeconds(7),
                                Duration.ZERO),
                        Map.of("kinesis", Map.of("shards-max", "10", "retention", "PT48H"))));
        assertThat(config.toString()).doesNotContain("secret,", "secretAccessKey");
    }

    @ParameterizedTest
    @CsvSource({
        "prot, 1, unknown configuration key: prot",
        "object-store.bucket, b, unknown configuration key: object-store.bucket",
        "tls, on, tls is neither none nor self-signed nor files: on",
        "tls, files, 'tls is files, which needs a tls-certificate-file'",
        "take-over, yes, take-over is neither true nor false: yes",
        "take-over-timeout, soon, take-over-timeout cannot be soon",
        "port, http, port is not a number: http",
        "port, 65536, 'port out of [0, 65535]: 65536'",
        "port, '', configuration key without a value: port",
        "auth, basic, auth is neither none nor sigv4: basic",
        "auth, sigv4, 'auth is sigv4, which needs a credentials-file'",
        "credentials-file, x, 'a credentials-file is given, which auth none would not look at'",
        "account, 1, account is not of 12 digits: 1",
        "bodies-bytes, many, bodies-bytes cannot be many",
        "bodies-bytes, 1, 'bodies of 1 bytes in all leave no room for one of 16777216; at least 67108864 are needed'",
        "body-bytes-max, 0, 'bodyBytes must be at least 1: 0'",
        "header-bytes-max, 1k, header-bytes-max cannot be 1k",
        "nesting-max, -1, 'nestingDepth must be at least 1: -1'",
        "connections-max, '', configuration key without a value: connections-max",
        "request-timeout, 0, 'requestTimeout must be at least 1: 0'",
        "idle-timeout, PT0S, 'idleTimeout must be at least 1: 0'",
        "body-timeout, PX, body-timeout cannot be PX",
        "body-timeout, 0, 'bodyTimeout must be at least 1: 0'",
        "region, Ö, not a region: Ö",
        "object-store.endpoint, here, object-store.endpoint is not a URI of scheme and host: here",
        "data, '', no data directory is configured: data"
    })
    void aWrongKeyOrValueIsRefusedInOneLine(String key, String value, String message) {
        Map<String, String> values = new HashMap<>(Map.of("data", "/data"));
        values.put(key, value);

        assertThatThrownBy(() -> ServerConfig.of(values))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
