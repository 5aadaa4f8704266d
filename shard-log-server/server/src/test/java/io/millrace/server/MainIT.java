package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.server.testing.KinesisClients;
import io.millrace.server.testing.ServerProcess;
import io.millrace.server.testing.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.KinesisException;

/** The command line, as its own process. */
class MainIT {
    private static final int SIGTERM_EXIT = 128 + 15;

    @TempDir
    private Path directory;

    @Test
    void saysReadyServesAndEndsInPeaceWhenToldTo() throws Exception {
        Path config = Files.writeString(directory.resolve("server.properties"), "port = 1\nkinesis.creating = 0\n");
        String data = directory.resolve("data").toString();

        try (ServerProcess server =
                start("--config", config.toString(), "--port", "0", "--data", data, "--account", "123456789012")) {
            URI endpoint = server.awaitReady();
            try (KinesisClient client = KinesisClients.blocking(endpoint)) {
                client.createStream(request -> request.streamName("orders").shardCount(1));
                assertThat(client.describeStreamSummary(request -> request.streamName("orders"))
                                .streamDescriptionSummary()
                                .streamARN())
                        .isEqualTo("arn:aws:kinesis:us-east-1:123456789012:stream/orders");
            }
            server.terminate();

            assertThat(server.awaitExit()).isEqualTo(SIGTERM_EXIT);
            assertThat(server.stderr()).isEmpty();
        }
    }

    @Test
    void aTakenPortIsOneLineAndAnExitCode() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerProcess server = start(
                        "--port",
                        Integer.toString(taken.getLocalPort()),
                        "--data",
                        directory.resolve("data").toString())) {
            assertRefused(server, Integer.toString(taken.getLocalPort()));
        }
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsOneLineAndAnExitCode() throws Exception {
        // Nobody writes there, not even the superuser.
        try (ServerProcess server = start("--port", "0", "--data", "/proc/millrace")) {
            assertRefused(server, "data directory /proc/millrace cannot be written: ");
        }
    }

    @Test
    void aWrongConfigurationIsOneLineAndAnExitCode() throws Exception {
        try (ServerProcess server = start("--port", "0")) {
            assertRefused(server, "no data directory is configured: data");
        }
    }

    @Test
    void aFullDiskRefusesAndTheServerGoesOnWhenThereIsSpace() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString()), "no tmpfs can be mounted");
        try {
            byte[] filler = new byte[3 << 20];
            Path file = disk.resolve("filler");
            // Without a reserve, the disk itself says that it is full.
            Path config = Files.writeString(
                    directory.resolve("server.properties"),
                    "kinesis.free-bytes-min = 0\nkinesis.throughput-limits = false\n");
            try (ServerProcess server = start(
                            "--port",
                            "0",
                            "--config",
                            config.toString(),
                            "--data",
                            disk.resolve("data").toString());
                    KinesisClient client = KinesisClients.withoutRetries(server.awaitReady())) {
                client.createStream(request -> request.streamName("orders").shardCount(1));
                client.waiter().waitUntilStreamExists(request -> request.streamName("orders"));
                put(client, 1_000);
                Files.write(file, filler);

                assertThat(fill(client)).isEqualTo("InternalFailure");

                Files.delete(file);
                assertThat(putAgain(client)).isTrue();
                assertThat(server.stderr()).contains("No space left on device");
            }
            Files.write(file, new byte[16 << 10]);
            run("fallocate", "-l", "4m", disk.resolve("rest").toString());
            run("dd", "if=/dev/zero", "of=" + disk.resolve("rest"));
            try (ServerProcess server =
                    start("--port", "0", "--data", disk.resolve("other").toString())) {
                assertRefused(server, "No space left on device");
            }
        } finally {
            assertThat(run("umount", "--lazy", disk.toString())).isTrue();
        }
    }

    @Test
    void nobodysSecretIsLogged() throws Exception {
        String secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
        Path credentials = Files.writeString(
                directory.resolve("credentials"),
                "[alice]\naws_access_key_id = alice\naws_secret_access_key = %s\n".formatted(secret));
        Path policies = Files.writeString(
                directory.resolve("policies.json"), "{\"Policies\": {}, \"Users\": {\"alice\": {\"Policies\": []}}}");
        try (ServerProcess server = start(
                "--port",
                "0",
                "--data",
                directory.resolve("data").toString(),
                "--auth",
                "sigv4",
                "--credentials",
                credentials.toString(),
                "--policies",
                policies.toString())) {
            URI endpoint = server.awaitReady();
            assertThat(errorOf(endpoint, secret)).isEqualTo("AccessDeniedException");
            assertThat(errorOf(endpoint, "wrong")).isEqualTo("InvalidSignatureException");
            // A line that makes no sense may be a secret that slipped.
            Files.writeString(credentials, "[alice]\n%s\n".formatted(secret));
            Waiting.until(() -> errorOf(endpoint, secret).equals("AccessDeniedException")
                    && read(server).contains("makes no sense"));

            assertThat(read(server)).contains("makes no sense").doesNotContain(secret, "wrong");
        }
    }

    private static String read(ServerProcess server) {
        try {
            return server.stderr();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String errorOf(URI endpoint, String secret) {
        try (KinesisClient client = KinesisClients.blocking(
                endpoint, StaticCredentialsProvider.create(AwsBasicCredentials.create("alice", secret)))) {
            client.listStreams();
            return "none";
        } catch (KinesisException e) {
            return e.awsErrorDetails().errorCode();
        }
    }

    private void assertRefused(ServerProcess server, String message) throws IOException, InterruptedException {
        assertThat(server.awaitExit()).isEqualTo(1);
        assertThat(server.stderr().lines()).singleElement().asString().contains(message);
    }

    /** Puts until the disk is full; returns the error then. */
    private static String fill(KinesisClient client) {
        for (int i = 0; i < 100; i++) {
            try {
                put(client, 100_000);
            } catch (KinesisException e) {
                return e.awsErrorDetails().errorCode();
            }
        }
        return "none";
    }

    /** The log is opened again some time after there is space. */
    private static boolean putAgain(KinesisClient client) {
        for (long end = System.nanoTime() + 30_000_000_000L; System.nanoTime() < end; ) {
            try {
                put(client, 100);
                return true;
            } catch (KinesisException e) {
                Thread.onSpinWait();
            }
        }
        return false;
    }

    private static void put(KinesisClient client, int bytes) {
        client.putRecord(request ->
                request.streamName("orders").partitionKey("k").data(SdkBytes.fromByteArrayUnsafe(new byte[bytes])));
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private ServerProcess start(String... arguments) throws IOException {
        return ServerProcess.start(directory.resolve("stderr-" + System.nanoTime()), arguments);
    }
}
