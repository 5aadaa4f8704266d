package io.millrace.server.hostile;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.testing.TestingServer;
import io.millrace.server.testing.Waiting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the keys of a configuration say is what callers meet. */
class LimitKeysTest {
    private static final int CONNECTIONS = 8;
    private static final int STREAMS = 7;
    private static final String HEAD = """
            POST / HTTP/1.1\r
            Host: a\r
            Content-Type: application/x-amz-json-1.1\r
            X-Amz-Target: Kinesis_20131202.ListStreams\r
            """;

    @TempDir
    private static Path directory;

    private static TestingServer server;

    @BeforeAll
    static void start() throws IOException {
        server = TestingServer.start(
                directory,
                Map.of(
                        "body-bytes-max", "1000",
                        "bodies-bytes", "4000",
                        "body-timeout", "PT0.3S",
                        "header-bytes-max", "2000",
                        "nesting-max", "5",
                        "connections-max", Integer.toString(CONNECTIONS),
                        "streams-per-connection-max", Integer.toString(STREAMS),
                        "idle-timeout", "PT1S"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Answer send(String request) throws IOException {
        try (Wire wire = connect()) {
            wire.send(request.getBytes(US_ASCII));
            return wire.read(false);
        }
    }

    private static Wire connect() throws IOException {
        return new Wire(server.endpoint().getPort());
    }

    private static String body(String body) {
        return HEAD + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    @Test
    void bodiesAreAsLargeAsTheyMayBe() throws IOException {
        assertThat(send(body("{}" + " ".repeat(998))).status()).isEqualTo(200);
        assertThat(send(body("{}" + " ".repeat(999))).status()).isEqualTo(413);
    }

    @Test
    void headersAreAsLongAsTheyMayBe() throws IOException {
        assertThat(send(HEAD + "X: " + "y".repeat(1_000) + "\r\nContent-Length: 2\r\n\r\n{}")
                        .status())
                .isEqualTo(200);
        assertThat(send(HEAD + "X: " + "y".repeat(2_000) + "\r\nContent-Length: 2\r\n\r\n{}")
                        .status())
                .isEqualTo(431);
    }

    @Test
    void bodiesAreAsDeepAsTheyMayBe() throws IOException {
        assertThat(send(body("{\"x\":[[[[]]]]}")).status()).isEqualTo(200);
        assertThat(send(body("{\"x\":[[[[[]]]]]}")).toString()).contains("SerializationException");
    }

    @Test
    void bodiesTakeAsLongAsTheyMay() throws IOException {
        assertThat(send(HEAD + "Content-Length: 50\r\n\r\n{").status()).isEqualTo(408);
    }

    @Test
    void connectionsWithoutARequestAreClosed() throws IOException {
        try (Wire wire = connect()) {
            assertThat(wire.rest()).isEmpty();
        }
    }

    @Test
    void connectionsAreAsManyAsTheyMayBe() throws IOException {
        List<Wire> wires = new ArrayList<>();
        int refused = 0;
        try {
            for (int count = 0; count < CONNECTIONS + 3; count++) {
                Wire wire = connect();
                wires.add(wire);
                refused += answers(wire) ? 0 : 1;
            }
        } finally {
            for (Wire wire : wires) {
                wire.close();
            }
        }

        assertThat(refused).isGreaterThanOrEqualTo(3);
        // The server learns only after a while that its callers have hung up.
        Waiting.until(() -> {
            try (Wire wire = connect()) {
                return answers(wire);
            } catch (IOException e) {
                return false;
            }
        });
    }

    private static boolean answers(Wire wire) {
        try {
            wire.send(body("{}").getBytes(US_ASCII));
            return wire.read(false).status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void anHttp2ConnectionIsToldHowManyRequestsItMayHaveUnderWay() throws IOException {
        byte[] heard;
        try (Wire wire = connect()) {
            wire.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
            wire.send(HexFormat.of().parseHex("000000040000000000"));
            wire.end();
            heard = wire.rest();
        }

        // SETTINGS: a frame's head of nine bytes, then pairs of a number and its value.
        ByteBuffer settings = ByteBuffer.wrap(heard, 9, heard[2]);
        int streams = 0;
        while (settings.hasRemaining()) {
            int number = settings.getShort();
            int value = settings.getInt();
            streams = number == 3 ? value : streams;
        }
        assertThat(streams).isEqualTo(STREAMS);
    }
}
