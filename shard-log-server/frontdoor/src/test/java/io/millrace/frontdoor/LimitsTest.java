package io.millrace.frontdoor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.millrace.frontdoor.http.Limits;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LimitsTest {
    private static final Limits LIMITS = new Limits(
            1_000,
            4_000,
            Duration.ofMillis(500),
            2_000,
            10,
            5,
            10,
            Duration.ofSeconds(60),
            Duration.ofMillis(1_500),
            Duration.ofSeconds(5));
    private static final String HEAD = """
            POST / HTTP/1.1\r
            Host: localhost\r
            Content-Type: application/x-amz-json-1.1\r
            X-Amz-Target: Kinesis_20131202.CreateStream\r
            """;

    private static TestDoor door;

    private final ListAppender<ILoggingEvent> errors = new ListAppender<>();

    @BeforeAll
    static void open() throws IOException {
        door = TestDoor.open(LIMITS);
    }

    @AfterAll
    static void close() {
        door.close();
    }

    @BeforeEach
    void listen() {
        errors.start();
        logger().addAppender(errors);
    }

    @AfterEach
    void forget() {
        logger().detachAppender(errors);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("io.millrace");
    }

    @Test
    void aBodyAboveTheLimitIsTooLarge() throws IOException {
        String within = "{\"StreamName\":\"a\",\"x\":\"%s\"}".formatted("y".repeat(900));
        String above = "{\"StreamName\":\"a\",\"x\":\"%s\"}".formatted("y".repeat(1_000));

        RawHttp.Answer accepted = RawHttp.json(door.port(), "Kinesis_20131202.CreateStream", within);
        RawHttp.Answer refused = RawHttp.json(door.port(), "Kinesis_20131202.CreateStream", above);

        assertThat(accepted.status()).isEqualTo(200);
        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.text()).isEqualTo("<RequestEntityTooLargeException/>\n");
        assertThat(refused.header("x-amzn-requestid")).isNotEmpty();
        assertThat(errors.list).isEmpty();
    }

    @Test
    void aBodyOfUnknownLengthIsCutOffAtTheLimit() throws IOException {
        String chunks = "fa\r\n%s\r\n".formatted(" ".repeat(250)).repeat(5) + "0\r\n\r\n";

        RawHttp.Answer refused =
                RawHttp.send(door.port(), (HEAD + "Transfer-Encoding: chunked\r\n\r\n" + chunks).getBytes(ISO_8859_1));

        assertThat(refused.status()).isEqualTo(413);
    }

    @Test
    void headersAboveTheLimitAreTooLarge() throws IOException {
        RawHttp.Answer refused =
                RawHttp.send(door.port(), (HEAD + "X-Long: " + "y".repeat(3_000) + "\r\n\r\n").getBytes(ISO_8859_1));

        assertThat(refused.status()).isEqualTo(431);
        assertThat(refused.text()).isEqualTo("<RequestHeaderFieldsTooLargeException/>\n");
        assertThat(refused.header("x-amzn-requestid")).isNotEmpty();
    }

    @Test
    void aLongRequestLineIsRefused() throws IOException {
        RawHttp.Answer refused = RawHttp.send(
                door.port(), ("POST /?" + "y".repeat(3_000) + " HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(ISO_8859_1));

        assertThat(refused.status()).isEqualTo(414);
    }

    @Test
    void nestingAboveTheLimitIsMalformed() throws IOException {
        String within = "{\"x\":%s%s}".formatted("[".repeat(9), "]".repeat(9));
        String above = "{\"x\":%s%s}".formatted("[".repeat(10), "]".repeat(10));

        RawHttp.Answer accepted = RawHttp.json(door.port(), "Kinesis_20131202.CreateStream", within);
        RawHttp.Answer refused = RawHttp.json(door.port(), "Kinesis_20131202.CreateStream", above);

        assertThat(accepted.text()).contains("ValidationException");
        assertThat(refused.text()).isEqualTo("{\"__type\":\"SerializationException\"}");
    }

    @Test
    void aBodyThatDoesNotArriveInTimeIsGivenUp() throws IOException {
        try (Socket socket = RawHttp.connect(door.port())) {
            socket.getOutputStream().write((HEAD + "Content-Length: 100\r\n\r\n{").getBytes(ISO_8859_1));

            RawHttp.Answer refused = RawHttp.read(socket);

            assertThat(refused.status()).isEqualTo(408);
            assertThat(refused.text()).isEqualTo("<RequestTimeoutException/>\n");
            assertThat(errors.list).isEmpty();
        }
    }

    @Test
    void anIdleConnectionIsClosed() throws IOException {
        try (Socket socket = RawHttp.connect(door.port())) {
            int end = socket.getInputStream().read();

            assertThat(end).isEqualTo(-1);
        }
    }

    @Test
    void connectionsAboveTheLimitAreClosed() throws IOException {
        byte[] request = (HEAD + "Content-Length: 0\r\n\r\n").getBytes(ISO_8859_1);
        List<Socket> sockets = new ArrayList<>();
        int refused = 0;
        try {
            for (int count = 0; count < LIMITS.connections() + 3; count++) {
                Socket socket = RawHttp.connect(door.port());
                sockets.add(socket);
                refused += answers(socket, request) ? 0 : 1;
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }

        assertThat(refused).isGreaterThanOrEqualTo(3);
        awaitRoom(request);
    }

    /** The door learns only after a while that its callers have hung up; the next test needs a connection. */
    private static void awaitRoom(byte[] request) throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (System.nanoTime() < end) {
            try (Socket socket = RawHttp.connect(door.port())) {
                if (answers(socket, request)) {
                    return;
                }
            }
        }
        throw new AssertionError("no connection although all are closed");
    }

    private static boolean answers(Socket socket, byte[] request) {
        try {
            socket.getOutputStream().write(request);
            return RawHttp.read(socket).status() == 400;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aCallerWhoHangsUpIsNoErrorOfOurs() throws IOException {
        try (Socket socket = RawHttp.connect(door.port())) {
            socket.getOutputStream().write((HEAD + "Content-Length: 100\r\n\r\n{").getBytes(ISO_8859_1));
            socket.setSoLinger(true, 0);
        } catch (SocketException e) {
            throw new AssertionError("the door hung up first", e);
        }
        RawHttp.Answer next = RawHttp.json(door.port(), "Kinesis_20131202.ListTagsForStream", "{}");

        assertThat(next.status()).isEqualTo(200);
        assertThat(errors.list).isEmpty();
    }

    @Test
    void whatIsNoHttpIsRefused() throws IOException {
        for (String garbage :
                List.of("hello\r\n\r\n", "POST / HTTP/9.9\r\n\r\n", "POST\r\n\r\n", "\u0000\u0001\r\n\r\n")) {
            RawHttp.Answer refused = RawHttp.send(door.port(), garbage.getBytes(ISO_8859_1));

            assertThat(refused.status()).as(garbage).isBetween(400, 499);
        }
        assertThat(errors.list).isEmpty();
    }

    @Test
    void aMethodThatIsNoneIsTheCallersFaultEvenIfItAsksToContinue() throws IOException {
        String request = "FOO / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}";

        RawHttp.Answer refused = RawHttp.send(door.port(), request.getBytes(ISO_8859_1));

        assertThat(refused.status()).isBetween(400, 499);
        assertThat(refused.header("x-amzn-requestid")).isNotEmpty();
    }

    @Test
    void aFailureOfOursIsLoggedOnceWithTheRequestIdAndNoData() throws IOException {
        String body =
                "{\"ShardIterator\":\"%s\",\"StreamARN\":\"arn:aws:kinesis:us-east-1:000000000000:stream/secret\"}"
                        .formatted(TestStreams.FATAL_ITERATOR);

        RawHttp.Answer answer = RawHttp.json(door.port(), "Kinesis_20131202.GetRecords", body);

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).isEqualTo("{\"__type\":\"InternalFailure\"}".getBytes(UTF_8));
        assertThat(errors.list).singleElement().satisfies(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.ERROR);
            assertThat(event.getFormattedMessage())
                    .contains(answer.header("x-amzn-requestid"))
                    .doesNotContain("secret");
        });
    }
}
