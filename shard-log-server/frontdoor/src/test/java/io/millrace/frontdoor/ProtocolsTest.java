package io.millrace.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import io.millrace.frontdoor.auth.Authentication;
import io.millrace.frontdoor.http.Limits;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProtocolsTest {
    private static final RequestHeaders DESCRIBE_LIMITS = RequestHeaders.of(
            HttpMethod.POST,
            "/",
            "content-type",
            "application/x-amz-json-1.1",
            "x-amz-target",
            "Kinesis_20131202.DescribeLimits");

    @Test
    void http2IsSpokenByPriorKnowledge() throws IOException {
        try (TestDoor door = TestDoor.open();
                ClientFactory factory =
                        ClientFactory.builder().useHttp2Preface(true).build()) {
            WebClient client = WebClient.builder("h2c://127.0.0.1:" + door.port())
                    .factory(factory)
                    .build();

            AggregatedHttpResponse answer =
                    client.execute(DESCRIBE_LIMITS, "{}").aggregate().join();

            assertThat(answer.contentUtf8()).contains("Operation DescribeLimits is not supported.");
            assertThat(answer.headers().get("x-amz-id-2")).isNotEmpty();
        }
    }

    @Test
    void http11IsUpgradedToHttp2() throws IOException, InterruptedException {
        try (TestDoor door = TestDoor.open();
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_2)
                        .build()) {
            HttpResponse<String> first = client.send(request(door.uri()), HttpResponse.BodyHandlers.ofString());
            HttpResponse<String> second = client.send(request(door.uri()), HttpResponse.BodyHandlers.ofString());

            assertThat(first.body()).contains("not supported");
            assertThat(second.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(second.body()).contains("not supported");
        }
    }

    private static HttpRequest request(URI uri) {
        return HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/x-amz-json-1.1")
                .header("X-Amz-Target", "Kinesis_20131202.DescribeLimits")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
    }

    @Test
    void aRequestThatTakesTooLongIsGivenUp() throws IOException {
        Limits usual = Limits.DEFAULT;
        Limits limits = new Limits(
                usual.bodyBytes(),
                usual.bodiesBytes(),
                Duration.ofMillis(200),
                usual.headerBytes(),
                usual.nestingDepth(),
                usual.connections(),
                usual.streamsPerConnection(),
                Duration.ofMillis(300),
                usual.idleTimeout(),
                usual.drainTimeout());
        DescribeLimits service = new DescribeLimits();
        try (TestDoor door = TestDoor.open(limits, new Authentication.None(), List.of(service))) {
            RawHttp.Answer answer = RawHttp.json(door.port(), "Kinesis_20131202.DescribeLimits", "{}");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.text()).isEqualTo("<ServiceUnavailableException/>\n");
            service.let();
        }
    }
}
