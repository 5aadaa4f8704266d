package io.millrace.frontdoor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.frontdoor.auth.Authentication;
import io.millrace.frontdoor.http.Limits;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Callers who come before the door is open, and while it closes. */
class OpeningAndClosingTest {
    private static final byte[] HEALTH = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII);
    private static final RequestHeaders DESCRIBE_LIMITS = RequestHeaders.of(
            HttpMethod.POST,
            "/",
            "content-type",
            "application/x-amz-json-1.1",
            "x-amz-target",
            "Kinesis_20131202.DescribeLimits");

    @Test
    void whoComesBeforeTheDoorIsOpenWaits() throws IOException {
        try (FrontDoor door = bind(0, false);
                Socket early = RawHttp.connect(door.uri().getPort())) {
            early.getOutputStream().write(HEALTH);

            door.open(List.of(new TestStreams()));

            assertThat(RawHttp.read(early).text()).isEqualTo("ok\n");
        }
    }

    @Test
    void aSuccessorListensBesideADoorAndServesWhenThatHasClosed() throws IOException {
        TestDoor first = TestDoor.open();
        try (FrontDoor second = bind(first.port(), true)) {
            first.close();
            try (Socket between = RawHttp.connect(first.port())) {
                between.getOutputStream().write(HEALTH);

                second.open(List.of(new TestStreams()));

                assertThat(RawHttp.read(between).text()).isEqualTo("ok\n");
            }
        }
    }

    @Test
    void closingWaitsForRequestsUnderWay() throws IOException, InterruptedException {
        DescribeLimits service = new DescribeLimits();
        TestDoor door = TestDoor.open(Limits.DEFAULT, new Authentication.None(), List.of(service));
        CompletableFuture<AggregatedHttpResponse> answer = describeLimits(door);
        assertThat(service.awaitEntered()).isTrue();

        CompletableFuture<Void> closed = CompletableFuture.runAsync(door::close);
        awaitRefusal(door.port());
        boolean closedTooEarly = closed.isDone();
        service.let();
        closed.join();

        assertThat(closedTooEarly).isFalse();
        assertThat(answer.join().contentUtf8()).isEqualTo("{\"ShardLimit\":500,\"OpenShardCount\":1}");
    }

    @Test
    void whoCallsWhileTheDoorClosesIsAnsweredAndToldToGo() throws IOException, InterruptedException {
        DescribeLimits service = new DescribeLimits();
        TestDoor door = TestDoor.open(Limits.DEFAULT, new Authentication.None(), List.of(service));
        CompletableFuture<AggregatedHttpResponse> answer = describeLimits(door);
        assertThat(service.awaitEntered()).isTrue();
        try (Socket caller = RawHttp.connect(door.port())) {
            caller.getOutputStream().write(HEALTH);
            assertThat(RawHttp.read(caller).header("connection")).isEmpty();
            CompletableFuture<Void> closed = CompletableFuture.runAsync(door::close);
            awaitRefusal(door.port());

            caller.getOutputStream().write(HEALTH);
            RawHttp.Answer last = RawHttp.read(caller);

            assertThat(last.text()).isEqualTo("ok\n");
            assertThat(last.header("connection")).isEqualTo("close");
            assertThat(caller.getInputStream().read()).isEqualTo(-1);
            service.let();
            closed.join();
        }
        assertThat(answer.join().status().code()).isEqualTo(200);
    }

    private static CompletableFuture<AggregatedHttpResponse> describeLimits(TestDoor door) {
        return WebClient.of("h1c://127.0.0.1:" + door.port())
                .execute(DESCRIBE_LIMITS, "{}")
                .aggregate();
    }

    private static FrontDoor bind(int port, boolean beside) throws IOException {
        FrontDoorConfig config = new FrontDoorConfig(
                TestDoor.loopback(port),
                new Account("000000000000", "us-east-1"),
                new Authentication.None(),
                Limits.DEFAULT,
                Optional.empty(),
                beside);
        return FrontDoor.bind(config, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    }

    /** Until nothing listens on the port any more. */
    private static void awaitRefusal(int port) throws InterruptedException {
        for (int attempt = 0; attempt < 500; attempt++) {
            try (Socket socket = RawHttp.connect(port)) {
                assertThat(socket.isConnected()).isTrue();
            } catch (IOException refused) {
                return;
            }
            Thread.sleep(10);
        }
        throw new AssertionError("still listening on " + port);
    }
}
