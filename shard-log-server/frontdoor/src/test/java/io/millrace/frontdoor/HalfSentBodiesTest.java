package io.millrace.frontdoor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.frontdoor.http.Limits;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Callers who announce large bodies and do not send them, and those who come after. */
class HalfSentBodiesTest {
    private static final String CREATE = "Kinesis_20131202.CreateStream";
    private static final int BODY_BYTES = 1 << 20;
    private static final int BODIES_BYTES = 8 << 20;

    /** A body needs four times its length: the sixth would have found 3 MiB. */
    private static final int ROOMS = 5;

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final String LARGE =
            "{\"StreamName\":\"large\",\"x\":\"%s\"}".formatted("y".repeat(BODY_BYTES - 100));
    private static final String SMALL = "{\"StreamName\":\"small\"}";

    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void hangUp() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void keepOutOthersAsLargeButNoSmallOnes() throws IOException {
        try (TestDoor door = open(LONG)) {
            fill(door);

            RawHttp.Answer large = RawHttp.json(door.port(), CREATE, LARGE);
            RawHttp.Answer small = RawHttp.json(door.port(), CREATE, SMALL);

            assertThat(large.status()).isEqualTo(400);
            assertThat(large.header("x-amzn-errortype")).isEqualTo("ThrottlingException");
            assertThat(large.text()).isEqualTo("{\"__type\":\"ThrottlingException\",\"message\":\"Rate exceeded\"}");
            assertThat(large.header("x-amzn-requestid")).isNotEmpty();
            assertThat(small.status()).isEqualTo(200);
        }
    }

    @Test
    void ofUnknownLengthTakeAsMuchAsABodyMayHave() throws IOException {
        try (TestDoor door = open(LONG)) {
            Socket socket = RawHttp.connect(door.port());
            sockets.add(socket);
            socket.getOutputStream()
                    .write((head() + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":").getBytes(ISO_8859_1));
            await(door, BODIES_BYTES - BODY_BYTES);

            socket.getOutputStream().write("2\r\n1}\r\n0\r\n\r\n".getBytes(ISO_8859_1));

            assertThat(RawHttp.read(socket).status()).isEqualTo(400);
            await(door, BODIES_BYTES);
        }
    }

    @Test
    void giveTheirRoomBackWhenTheirCallersHangUp() throws IOException {
        try (TestDoor door = open(LONG)) {
            fill(door);

            hangUp();

            await(door, BODIES_BYTES);
            assertThat(RawHttp.json(door.port(), CREATE, LARGE).status()).isEqualTo(200);
        }
    }

    @Test
    void giveTheirRoomBackWhenTheirTimeIsOver() throws IOException {
        try (TestDoor door = open(Duration.ofSeconds(1))) {
            fill(door);

            for (Socket socket : sockets) {
                assertThat(RawHttp.read(socket).status()).isEqualTo(408);
            }

            await(door, BODIES_BYTES);
            assertThat(RawHttp.json(door.port(), CREATE, LARGE).status()).isEqualTo(200);
        }
    }

    @Test
    void aRefusedBodyIsPassedAndItsConnectionGoesOn() throws IOException {
        try (TestDoor door = open(LONG)) {
            fill(door);
            Socket socket = RawHttp.connect(door.port());
            sockets.add(socket);

            socket.getOutputStream().write(request(LARGE));
            assertThat(RawHttp.read(socket).header("x-amzn-errortype")).isEqualTo("ThrottlingException");
            socket.getOutputStream().write(request(SMALL));

            assertThat(RawHttp.read(socket).status()).isEqualTo(200);
        }
    }

    private static TestDoor open(Duration bodyTimeout) throws IOException {
        Limits usual = Limits.DEFAULT;
        return TestDoor.open(new Limits(
                BODY_BYTES,
                BODIES_BYTES,
                bodyTimeout,
                usual.headerBytes(),
                usual.nestingDepth(),
                usual.connections(),
                usual.streamsPerConnection(),
                LONG,
                usual.idleTimeout(),
                Duration.ZERO));
    }

    /** Announces bodies until no other of their size finds room. */
    private void fill(TestDoor door) throws IOException {
        for (int count = 0; count < ROOMS; count++) {
            Socket socket = RawHttp.connect(door.port());
            sockets.add(socket);
            socket.getOutputStream()
                    .write((head() + "Content-Length: " + BODY_BYTES + "\r\n\r\n{").getBytes(ISO_8859_1));
        }
        await(door, BODIES_BYTES - ROOMS * BODY_BYTES);
    }

    private static String head() {
        return """
                POST / HTTP/1.1\r
                Host: localhost\r
                Content-Type: application/x-amz-json-1.1\r
                X-Amz-Target: %s\r
                """.formatted(CREATE);
    }

    private static byte[] request(String body) {
        return (head() + "Content-Length: " + body.length() + "\r\n\r\n" + body).getBytes(UTF_8);
    }

    private static void await(TestDoor door, long left) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (left(door) != left) {
            assertThat(System.nanoTime()).as("bytes left: " + left(door)).isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    private static long left(TestDoor door) throws IOException {
        try (var metrics = door.uri().resolve("/metrics").toURL().openStream()) {
            return new String(metrics.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("request_bodies_left_bytes "))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
