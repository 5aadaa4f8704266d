package io.millrace.trino.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrinoProcessTest {
    private static final AccessKey KEY = new AccessKey("id", "very secret");

    @TempDir
    @SuppressWarnings("NullAway.Init") // by JUnit
    Path directory;

    @Test
    void aHomeThatIsNotLaidOutIsSaid() {
        TrinoConfig config = config(directory.resolve("nowhere"), 0);

        assertThatThrownBy(() -> TrinoProcess.start(config))
                .isInstanceOf(TrinoStartException.class)
                .hasMessageStartingWith("no Trino server is laid out in ");
    }

    @Test
    void aTakenPortIsSaid() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            TrinoConfig config = config(home(), taken.getLocalPort());

            assertThatThrownBy(() -> TrinoProcess.start(config))
                    .isInstanceOf(TrinoStartException.class)
                    .hasMessage("Trino port %d is taken".formatted(taken.getLocalPort()));
        }
    }

    @Test
    void aServerThatEndsTellsItsLastWords() throws IOException {
        // The home has no server in it.
        TrinoConfig config = config(home(), 0);

        assertThatThrownBy(() -> TrinoProcess.start(config))
                .isInstanceOf(TrinoStartException.class)
                .hasMessageContaining("Trino ended with exit code 1")
                .hasMessageContaining("Could not find or load main class io.millrace.trino.server.TrinoServer");
    }

    @Test
    void aDataDirectoryThatCannotBeMadeIsSaid() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        TrinoConfig config = new TrinoConfig(home(), file, 0, JavaMachine.current(), services(Optional.empty()));

        assertThatThrownBy(() -> TrinoProcess.start(config))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void secretsAreInTheEnvironmentAndNotInFiles() throws IOException {
        TrinoConfig config = new TrinoConfig(
                home(), directory.resolve("data"), 0, JavaMachine.current(), services(Optional.of(KEY)));
        EtcDirectory etc = new EtcDirectory(config, 8080);

        etc.write();

        assertThat(etc.path().resolve("catalog/millrace.properties"))
                .content()
                .contains("millrace.access-key=id")
                .doesNotContain("very secret");
        assertThat(etc.path().resolve("catalog/lake.properties"))
                .content()
                .contains("iceberg.rest-catalog.security=SIGV4")
                .doesNotContain("very secret");
        assertThat(etc.environment()).containsValue("very secret");
        assertThat(config.toString()).doesNotContain("very secret");
    }

    @Test
    void theLakeIsTheRestCatalogOnTheObjectStore() throws IOException {
        EtcDirectory etc = new EtcDirectory(config(home(), 0), 8080);

        etc.write();

        Properties lake = new Properties();
        lake.load(new StringReader(Files.readString(etc.path().resolve("catalog/lake.properties"))));
        assertThat(lake)
                .containsEntry("connector.name", "iceberg")
                .containsEntry("iceberg.catalog.type", "rest")
                .containsEntry("iceberg.rest-catalog.uri", "http://127.0.0.1:4567/iceberg")
                .containsEntry("s3.endpoint", "http://127.0.0.1:9000")
                .containsEntry("s3.path-style-access", "true")
                .doesNotContainKey("iceberg.rest-catalog.security");
    }

    @Test
    void everyListenerIsOnLoopback() {
        assertThat(new EtcDirectory(config(directory, 0), 8080).server())
                .containsEntry("node.bind-ip", "127.0.0.1")
                .containsEntry("node.internal-address", "127.0.0.1");
    }

    @Test
    void theMachineIsTunedAsAsked() throws IOException {
        JavaMachine throughput = new JavaMachine(Path.of("java"), 2048, JavaMachine.Tuning.THROUGHPUT);
        TrinoConfig config =
                new TrinoConfig(directory, directory.resolve("data"), 0, throughput, services(Optional.empty()));
        EtcDirectory etc = new EtcDirectory(config, 8080);

        etc.write();

        assertThat(etc.path().resolve("jvm.config"))
                .content()
                .contains("-Xmx2048m", "--add-modules=jdk.incubator.vector")
                .doesNotContain("TieredStopAtLevel");
    }

    @Test
    void refusesKeysThatTrinoCannotKeepApart() {
        ServiceEndpoint millrace = endpoint(4567, Optional.of(KEY));
        ServiceEndpoint objectStore = endpoint(9000, Optional.of(new AccessKey("other", "secret")));

        assertThatThrownBy(() -> new TrinoConfig.Services(millrace, objectStore))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Path home() throws IOException {
        Path home = directory.resolve("home");
        Files.createDirectories(home.resolve("lib"));
        return home;
    }

    private TrinoConfig config(Path home, int port) {
        return new TrinoConfig(
                home, directory.resolve("data"), port, JavaMachine.current(), services(Optional.empty()));
    }

    private static TrinoConfig.Services services(Optional<AccessKey> millraceKey) {
        return new TrinoConfig.Services(endpoint(4567, millraceKey), endpoint(9000, Optional.of(KEY)));
    }

    private static ServiceEndpoint endpoint(int port, Optional<AccessKey> key) {
        return new ServiceEndpoint(URI.create("http://127.0.0.1:" + port), "us-east-1", key);
    }
}
