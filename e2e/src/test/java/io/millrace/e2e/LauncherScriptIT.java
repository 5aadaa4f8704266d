package io.millrace.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.glue.model.Column;

/** {@code ./millrace} as a person types it. */
class LauncherScriptIT {
    private static final int EXIT_SECONDS = 60;

    @TempDir
    private Path directory;

    /** What a finished command left. */
    private record Ended(int status, String out, String err) {}

    @Test
    void theServerServesUntilItIsTold() throws Exception {
        Process server = start("server", "--port", "0", "--s3-port", "0", "--data", directory.toString());
        try (BufferedReader out = server.inputReader(UTF_8)) {
            String ready = out.readLine();
            assertThat(ready).startsWith("ready http://127.0.0.1:");
            URI endpoint = URI.create(ready.substring("ready ".length()));
            try (AwsClients aws = new AwsClients(endpoint, "us-east-1", AwsBasicCredentials.create("any", "any"))) {
                aws.kinesis().createStream(create -> create.streamName("orders").shardCount(1));
                assertThat(aws.kinesis().listStreams().streamNames()).containsExactly("orders");
            }
        } finally {
            server.destroy();
        }
        assertThat(server.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        Ended inspected = run("log", "inspect", directory.toString());
        assertThat(inspected.status()).isZero();
        assertThat(inspected.out()).contains("streams\n", "records\n", "recovery would change nothing");
    }

    @Test
    void aServerIsFollowedByTheNextAtTheSamePorts() throws Exception {
        String[] arguments = {
            "server", "--port", freePort(), "--s3-port", freePort(), "--data", directory.toString(), "--take-over"
        };
        Process first = start(arguments);
        Process second = null;
        try (BufferedReader out = first.inputReader(UTF_8)) {
            URI endpoint = URI.create(requireNonNull(out.readLine()).substring("ready ".length()));
            try (AwsClients aws = new AwsClients(endpoint, "us-east-1", AwsBasicCredentials.create("any", "any"))) {
                aws.kinesis().createStream(create -> create.streamName("orders").shardCount(1));

                second = start(arguments);
                try (BufferedReader next = second.inputReader(UTF_8)) {
                    assertThat(next.readLine()).isEqualTo("ready " + endpoint);
                }

                assertThat(first.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)).isTrue();
                assertThat(aws.kinesis().listStreams().streamNames()).containsExactly("orders");
                URI objects = URI.create("http://127.0.0.1:" + arguments[4]);
                assertThat(((HttpURLConnection) objects.toURL().openConnection()).getResponseCode())
                        .isEqualTo(403);
            }
        } finally {
            first.destroy();
            if (second != null) {
                second.destroy();
                second.waitFor();
            }
        }
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Integer.toString(socket.getLocalPort());
        }
    }

    @Test
    void aDirectoryWithoutALogIsOneLine() throws Exception {
        Ended ended = run("log", "inspect", directory.resolve("nothing").toString());

        assertThat(ended.status()).isNotZero();
        assertThat(ended.err().lines()).singleElement().asString().contains("nothing");
    }

    /** Signed all the way: Trino reads a stream and writes the lake as the house itself. */
    @Test
    void theWholeHouseServesUntilItIsTold() throws Exception {
        Path credentials = directory.resolve("credentials");
        Files.writeString(credentials, "[default]\naws_access_key_id = AKIA\naws_secret_access_key = secret\n");
        Files.setPosixFilePermissions(credentials, PosixFilePermissions.fromString("rw-------"));
        String data = directory.resolve("data").toString();
        Process up = start(
                "up",
                "--port",
                "0",
                "--s3-port",
                "0",
                "--trino-port",
                "0",
                "--data",
                data,
                "--auth",
                "sigv4",
                "--credentials",
                credentials.toString());
        List<ProcessHandle> engines;
        try (BufferedReader out = up.inputReader(UTF_8)) {
            List<String> said = new ArrayList<>();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                said.add(line);
                if (line.startsWith("ready ")) {
                    break;
                }
            }
            assertThat(said)
                    .anyMatch(line -> line.startsWith("services "))
                    .anyMatch(line -> line.startsWith("object-store "))
                    .anyMatch(line -> line.startsWith("trino "))
                    .anyMatch(line -> line.startsWith("flink "));
            URI endpoint = URI.create(said.getLast().substring("ready ".length()));
            putOneOrder(endpoint);
            engines = up.descendants().toList();
            // Flink's two, and Trino.
            assertThat(engines).hasSizeGreaterThanOrEqualTo(3);

            assertThat(run("sql", "--data", data, "SELECT item FROM millrace.shop.orders"))
                    .isEqualTo(new Ended(0, "item\n----\nrye\n", ""));
            assertThat(run("sql", "--data", data, "CREATE TABLE lake.shop.kept AS SELECT 1 AS one")
                            .status())
                    .isZero();
            Ended refused = run("sql", "--data", data, "SELECT nothing FROM lake.shop.kept");
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.out()).isEmpty();
            assertThat(refused.err()).contains("Column 'nothing' cannot be resolved");
        } finally {
            up.destroy();
        }
        assertThat(up.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(engines).noneMatch(ProcessHandle::isAlive);
        assertThat(run("sql", "--data", data, "SELECT 1").err()).contains("./millrace up");
    }

    @Test
    void aTakenPortIsOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ended ended = run(
                    "server",
                    "--port",
                    String.valueOf(taken.getLocalPort()),
                    "--s3-port",
                    "0",
                    "--data",
                    directory.toString());

            assertThat(ended.status()).isNotZero();
            assertThat(ended.err().lines()).singleElement().asString().contains(String.valueOf(taken.getLocalPort()));
        }
    }

    @Test
    void aTakenObjectStorePortIsOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ended ended = run(
                    "server",
                    "--port",
                    "0",
                    "--s3-port",
                    String.valueOf(taken.getLocalPort()),
                    "--data",
                    directory.toString());

            assertThat(ended.status()).isNotZero();
            assertThat(ended.err().lines()).singleElement().asString().contains("is taken");
        }
    }

    @Test
    void aDataDirectoryThatCannotBeWrittenIsOneLine() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        Ended ended = run("server", "--port", "0", "--s3-port", "0", "--data", file.toString());

        assertThat(ended.status()).isNotZero();
        assertThat(ended.err().lines()).singleElement().asString().contains(file.toString());
    }

    @Test
    void aQueryWithoutAHouseSaysWhatToDo() throws Exception {
        Ended ended = run("sql", "--data", directory.toString(), "SELECT 1");

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err().lines()).singleElement().asString().contains("./millrace up");
    }

    @Test
    void anUnknownCommandIsRefused() throws Exception {
        assertThat(run("dance").status()).isNotZero();
    }

    @Test
    void signaturesAreNeededElsewhereThanOnLoopback() throws Exception {
        Ended ended =
                run("server", "--host", "0.0.0.0", "--port", "0", "--s3-port", "0", "--data", directory.toString());

        assertThat(ended.status()).isNotZero();
        assertThat(ended.err().lines()).singleElement().asString().contains("sigv4");
    }

    private static void putOneOrder(URI endpoint) {
        try (AwsClients aws = new AwsClients(endpoint, "us-east-1", AwsBasicCredentials.create("AKIA", "secret"))) {
            aws.kinesis().createStream(create -> create.streamName("orders").shardCount(1));
            aws.kinesis().waiter().waitUntilStreamExists(describe -> describe.streamName("orders"));
            aws.kinesis()
                    .putRecord(put -> put.streamName("orders")
                            .partitionKey("k")
                            .data(SdkBytes.fromUtf8String("{\"item\":\"rye\"}")));
            aws.glue().createDatabase(create -> create.databaseInput(input -> input.name("shop")));
            aws.glue()
                    .createTable(create -> create.databaseName("shop")
                            .tableInput(input -> input.name("orders")
                                    .parameters(Map.of("classification", "json"))
                                    .storageDescriptor(storage -> storage.location("orders")
                                            .columns(Column.builder()
                                                    .name("item")
                                                    .type("string")
                                                    .build())
                                            .parameters(Map.of(
                                                    "typeOfData",
                                                    "kinesis",
                                                    "streamARN",
                                                    "arn:aws:kinesis:us-east-1:000000000000:stream/orders")))));
        }
    }

    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of("..", "millrace").toString()));
        command.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private Ended run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(Path.of("..", "millrace").toString()));
        command.addAll(Arrays.asList(arguments));
        Path out = Files.createTempFile(directory, "out", "");
        Path err = Files.createTempFile(directory, "err", "");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
