package io.millrace.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.server.testing.KinesisClients;
import io.millrace.server.testing.TestingServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** The aws command line, unchanged; skipped where it is not installed. */
class AwsCliTest {
    @TempDir
    private Path directory;

    @BeforeAll
    static void lookForTheCommand() {
        boolean installed;
        try {
            installed = new ProcessBuilder("aws", "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            installed = false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assumeTrue(installed, "the aws command line is not installed");
    }

    @Test
    void theSeedCommandsWork() throws Exception {
        try (TestingServer server = TestingServer.start(directory);
                KinesisClient client = KinesisClients.blocking(server.endpoint())) {
            aws(server, "create-stream", "--stream-name", "orders", "--shard-count", "2");

            JsonNode description =
                    aws(server, "describe-stream", "--stream-name", "orders").path("StreamDescription");
            JsonNode put = aws(
                    server,
                    "put-record",
                    "--stream-name",
                    "orders",
                    "--partition-key",
                    "k",
                    "--cli-binary-format",
                    "raw-in-base64-out",
                    "--data",
                    "hello");

            assertThat(description.path("StreamStatus").asText()).isEqualTo("ACTIVE");
            assertThat(description.path("Shards")).hasSize(2);
            assertThat(put.path("SequenceNumber").asText()).matches("49\\d{54}");
            assertThat(client.listShards(request -> request.streamName("orders")).shards().stream()
                            .flatMap(shard -> KinesisClients.readAll(client, "orders", shard).stream())
                            .map(record -> record.data().asUtf8String()))
                    .containsExactly("hello");
        }
    }

    private JsonNode aws(TestingServer server, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("aws", "--endpoint-url", server.endpoint().toString(), "--output", "json", "kinesis"));
        command.addAll(List.of(arguments));
        if (!supportsBinaryFormat()) {
            command.removeAll(List.of("--cli-binary-format", "raw-in-base64-out"));
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("AWS_ACCESS_KEY_ID", "access");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "secret");
        builder.environment().put("AWS_DEFAULT_REGION", "us-east-1");
        builder.environment().put("AWS_PAGER", "");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return new ObjectMapper().readTree(output.isBlank() ? "{}" : output);
    }

    /** Version 1 takes data as it is and does not know the option. */
    private static boolean supportsBinaryFormat() throws IOException {
        Process process =
                new ProcessBuilder("aws", "--version").redirectErrorStream(true).start();
        return !new String(process.getInputStream().readAllBytes(), UTF_8).startsWith("aws-cli/1");
    }
}
