package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.server.testing.KinesisClients;
import io.millrace.server.testing.TestingServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.KinesisException;

class MillraceServerTest {
    @TempDir
    private Path directory;

    @Test
    void aDirectoryServesOneServerAtATime() throws IOException {
        try (TestingServer server = TestingServer.start(directory)) {
            assertThat(server.endpoint().getHost()).isEqualTo("127.0.0.1");

            assertThatThrownBy(() -> TestingServer.start(directory))
                    .isInstanceOf(IOException.class)
                    .hasMessage("data directory %s is in use by another server".formatted(directory));
        }
        TestingServer.start(directory).close();
    }

    @Test
    void aTakenPortFailsTheStartAndLeavesNothingOpen(@TempDir Path other) throws IOException {
        try (TestingServer server = TestingServer.start(directory)) {
            Map<String, String> samePort =
                    Map.of("port", Integer.toString(server.endpoint().getPort()));

            assertThatThrownBy(() -> TestingServer.start(other, samePort))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(Integer.toString(server.endpoint().getPort()))
                    .hasMessageNotContainingAny("\n");
        }
        TestingServer.start(other).close();
    }

    @Test
    void settingsOfAnUnknownServiceOrKeyAreRefused() {
        assertThatThrownBy(() -> TestingServer.start(directory, Map.of("kinesys.shards-max", "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("settings for kinesys, which this server does not have; it has ");
        assertThatThrownBy(() -> TestingServer.start(directory, Map.of("kinesis.shard-max", "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown configuration key: kinesis.shard-max");
    }

    @Test
    void aDirectoryThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThatThrownBy(() -> TestingServer.start(file.resolve("data")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("data directory %s cannot be written: ".formatted(file.resolve("data")));
    }

    @Test
    void signedCallersOfTheFileAndTheServerItselfGetIn() throws IOException {
        Path credentials = Files.writeString(directory.resolve("credentials"), """
                [default]
                aws_access_key_id = AKIAEXAMPLE
                aws_secret_access_key = example
                """);
        Map<String, String> settings = Map.of("auth", "sigv4", "credentials-file", credentials.toString());
        try (TestingServer server = TestingServer.start(directory.resolve("data"), settings);
                KinesisClient known = KinesisClients.blocking(
                        server.endpoint(),
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIAEXAMPLE", "example")));
                KinesisClient own = KinesisClients.blocking(
                        server.endpoint(), StaticCredentialsProvider.create(server.credentials()));
                KinesisClient stranger = KinesisClients.blocking(server.endpoint())) {
            known.createStream(request -> request.streamName("orders").shardCount(1));

            assertThat(own.listStreams().streamNames()).containsExactly("orders");
            assertThatThrownBy(stranger::listStreams)
                    .isInstanceOfSatisfying(
                            KinesisException.class,
                            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("UnrecognizedClientException"));
        }
    }
}
