package io.millrace.frontdoor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.frontdoor.auth.Authentication;
import io.millrace.frontdoor.http.Limits;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FrontDoorTest {
    private static final byte[] NOTHING = new byte[0];
    private static final String TARGET = "X-Amz-Target: Kinesis_20131202.CreateStream";
    private static final String JSON = "Content-Type: application/x-amz-json-1.1";

    private static TestDoor door;

    @BeforeAll
    static void open() throws IOException {
        door = TestDoor.open();
    }

    @AfterAll
    static void close() {
        door.close();
    }

    @Test
    void anythingButPostIsDenied() throws IOException {
        for (String method : List.of("GET", "PUT", "DELETE", "OPTIONS", "PATCH")) {
            RawHttp.Answer answer = RawHttp.send(door.port(), method + " / HTTP/1.1", List.of(JSON, TARGET), NOTHING);

            assertDenied(answer);
        }
    }

    @Test
    void aRequestWithoutATargetNamesNoOperation() throws IOException {
        byte[] body = "{}".getBytes(UTF_8);

        assertDenied(RawHttp.send(door.port(), "POST / HTTP/1.1", List.of(), body));
        RawHttp.Answer inJson = RawHttp.send(door.port(), "POST / HTTP/1.1", List.of(JSON), body);

        assertThat(inJson.status()).isEqualTo(400);
        assertThat(inJson.text()).isEqualTo("{\"__type\":\"UnknownOperationException\"}");
        assertHasIds(inJson);
    }

    private static void assertDenied(RawHttp.Answer answer) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.headers()).doesNotContainKey("content-type");
        assertThat(answer.text()).isEqualTo("""
                <AccessDeniedException>
                  <Message>Unable to determine service/operation name to be authorized</Message>
                </AccessDeniedException>
                """);
        assertHasIds(answer);
    }

    private static void assertHasIds(RawHttp.Answer answer) {
        assertThat(answer.header("x-amzn-requestid"))
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(answer.header("x-amz-id-2")).matches("[A-Za-z0-9+/]{96}");
    }

    @Test
    void noPageOfAnyOriginMayCallWhereCallersAreNotAsked() throws IOException {
        for (String method : List.of("OPTIONS", "POST")) {
            RawHttp.Answer answer = RawHttp.send(
                    door.port(),
                    method + " / HTTP/1.1",
                    List.of(JSON, TARGET, "Origin: https://example.com", "Access-Control-Request-Method: POST"),
                    "{}".getBytes(UTF_8));

            assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("access-control-"));
        }
    }

    @Test
    void aContentTypeThatIsNotSpokenIsUnknown() throws IOException {
        for (List<String> headers : List.of(
                List.of(TARGET),
                List.of(TARGET, "Content-Type: text/plain"),
                List.of(TARGET, "Content-Type: application/json"),
                List.of(TARGET, "Content-Type: application/x-amz-json-1.0"))) {
            RawHttp.Answer answer = RawHttp.send(door.port(), "POST / HTTP/1.1", headers, "{}".getBytes(UTF_8));

            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.text()).isEqualTo("<UnknownOperationException/>\n");
            assertHasIds(answer);
        }
    }

    @Test
    void aCharsetDoesNotMatter() throws IOException {
        List<String> headers = List.of(TARGET, "Content-Type: Application/X-Amz-Json-1.1; charset=utf-8");

        RawHttp.Answer answer = RawHttp.send(door.port(), "POST / HTTP/1.1", headers, "{}".getBytes(UTF_8));

        assertThat(answer.text()).contains("ValidationException");
        assertThat(answer.header("content-type")).isEqualTo("application/x-amz-json-1.1");
    }

    @Test
    void anUnknownPathIsNotFound() throws IOException {
        RawHttp.Answer answer =
                RawHttp.send(door.port(), "POST /nowhere HTTP/1.1", List.of(JSON, TARGET), "{}".getBytes(UTF_8));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).isEqualTo("<UnknownOperationException/>\n");
        assertHasIds(answer);
    }

    @Test
    void anUnknownOperationIsToldOfAWellFormedBodyOnly() throws IOException {
        for (String target : List.of("Kinesis_20131202.Nothing", "Nothing.CreateStream", "CreateStream", ".", "")) {
            RawHttp.Answer wellFormed = RawHttp.json(door.port(), target, "{}");
            RawHttp.Answer empty = RawHttp.json(door.port(), target, "");
            RawHttp.Answer malformed = RawHttp.json(door.port(), target, "{");

            assertThat(wellFormed.status()).isEqualTo(400);
            assertThat(wellFormed.text()).isEqualTo("{\"__type\":\"UnknownOperationException\"}");
            assertThat(wellFormed.header("x-amzn-errortype")).isEqualTo("UnknownOperationException");
            assertHasIds(wellFormed);
            assertThat(empty.text()).isEqualTo("{\"__type\":\"UnknownOperationException\"}");
            assertThat(malformed.text()).isEqualTo("{\"__type\":\"SerializationException\"}");
        }
    }

    @Test
    void anOperationThatIsNotBuiltSaysSo() throws IOException {
        RawHttp.Answer answer = RawHttp.json(door.port(), "Kinesis_20131202.MergeShards", "{}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text())
                .isEqualTo("{\"__type\":\"InvalidArgumentException\","
                        + "\"message\":\"Operation MergeShards is not supported.\"}");
    }

    @Test
    void aMalformedBodyIsRefusedWithoutAMessage() throws IOException {
        for (String body : List.of(
                "",
                "hello",
                "{",
                "{\"StreamName\":\"a\"",
                "{} {}",
                "{\"StreamName\":7",
                "[1",
                "{\"a\":01}",
                "\u0000")) {
            RawHttp.Answer answer = RawHttp.json(door.port(), "Kinesis_20131202.CreateStream", body);

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).as(body).isEqualTo("{\"__type\":\"SerializationException\"}");
            assertHasIds(answer);
        }
    }

    @Test
    void aValueOfAWrongTypeIsRefusedBeforeConstraints() throws IOException {
        RawHttp.Answer answer =
                RawHttp.json(door.port(), "Kinesis_20131202.CreateStream", "{\"ShardCount\":-1,\"StreamName\":7}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text())
                .isEqualTo("{\"__type\":\"SerializationException\","
                        + "\"Message\":\"NUMBER_VALUE can not be converted to a String\"}");
    }

    @Test
    void everyBrokenConstraintIsNamed() throws IOException {
        RawHttp.Answer answer =
                RawHttp.json(door.port(), "Kinesis_20131202.CreateStream", "{\"ShardCount\":-1,\"StreamName\":\"\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text())
                .isEqualTo("{\"__type\":\"ValidationException\",\"message\":\"3 validation errors detected: "
                        + "Value '' at 'streamName' failed to satisfy constraint: "
                        + "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
                        + "Value '' at 'streamName' failed to satisfy constraint: "
                        + "Member must have length greater than or equal to 1; "
                        + "Value '-1' at 'shardCount' failed to satisfy constraint: "
                        + "Member must have value greater than or equal to 1\"}");
    }

    @Test
    void healthIsOpenAndMetricsCountOperations() throws IOException {
        RawHttp.json(door.port(), "Kinesis_20131202.ListTagsForStream", "{\"StreamName\":\"a\"}");
        RawHttp.json(door.port(), "Kinesis_20131202.ListTagsForStream", "{\"StreamName\":\"\"}");
        RawHttp.json(door.port(), "Kinesis_20131202.Made" + System.nanoTime() + "Up", "{}");

        String metrics = get("/metrics").text();

        assertThat(get("/health").status()).isEqualTo(200);
        assertThat(get("/ready").status()).isEqualTo(200);
        assertThat(metrics)
                .contains(
                        "operation_seconds_count{error=\"none\",operation=\"ListTagsForStream\",service=\"kinesis\"} 1")
                .contains("operation_seconds_count{error=\"ValidationException\",operation=\"ListTagsForStream\","
                        + "service=\"kinesis\"} 1")
                .contains("operation=\"unknown\",service=\"unknown\"")
                .doesNotContain("Made");
    }

    private static RawHttp.Answer get(String path) throws IOException {
        return RawHttp.send(door.port(), "GET " + path + " HTTP/1.1", List.of(), NOTHING);
    }

    @Test
    void aTakenPortIsRefusedInOneLine() {
        FrontDoorConfig config = new FrontDoorConfig(
                TestDoor.loopback(door.port()), "us-east-1", new Authentication.None(), Limits.DEFAULT);
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

        assertThatThrownBy(() -> FrontDoor.bind(config, meters))
                .isInstanceOf(BindException.class)
                .hasMessage("address 127.0.0.1:%d is already in use", door.port());
    }

    @Test
    void anOpenDoorIsForThisMachineOnly() {
        InetSocketAddress everywhere = new InetSocketAddress("0.0.0.0", 4567);

        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new FrontDoorConfig(everywhere, "us-east-1", new Authentication.None(), Limits.DEFAULT))
                .withMessage("0.0.0.0 can be reached from other machines and authentication is none:"
                        + " choose sigv4 or a loopback address");
    }

    @Test
    void twoServicesOfOneNameAreRefused() throws IOException {
        FrontDoorConfig config =
                new FrontDoorConfig(TestDoor.loopback(0), "us-east-1", new Authentication.None(), Limits.DEFAULT);
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

        try (FrontDoor twice = FrontDoor.bind(config, meters)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> twice.open(List.of(new TestStreams(), new TestStreams())))
                    .withMessage("two APIs have the target prefix Kinesis_20131202");
        }
    }
}
