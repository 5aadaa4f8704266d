package io.millrace.server.operation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.frontdoor.FrontDoor;
import io.millrace.frontdoor.FrontDoorConfig;
import io.millrace.frontdoor.JsonApi;
import io.millrace.frontdoor.Operation;
import io.millrace.frontdoor.Service;
import io.millrace.frontdoor.auth.Authentication;
import io.millrace.frontdoor.http.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * Compares answers byte by byte with {@code golden/<operation>/<case>.response.json} and {@code .response.cbor.hex}.
 * With {@code -Dgolden.record=true} it writes them instead: look at what has changed before you keep it.
 */
class WireTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final String ITERATOR = "<iterator>";

    private static final HexFormat HEX = HexFormat.of();

    // A member's name is a text of 13 or 17 bytes, an iterator one of 24 to 255.
    private static final Pattern ITERATOR_NAME =
            Pattern.compile("(?:6d|714e657874)" + HEX.formatHex("ShardIterator".getBytes(UTF_8)) + "(?=78)");

    private final ObjectMapper json = new ObjectMapper();
    private final ObjectMapper cbor = new CBORMapper();
    private final HttpClient http = HttpClient.newHttpClient();

    @RegisterExtension
    private final Kinesis kinesis = new Kinesis();

    // Closing a door takes seconds, so that one is shared; it leads to the test's own fixture.
    private static final AtomicReference<Kinesis> current = new AtomicReference<>();

    @SuppressWarnings("NullAway.Init") // openOnce
    private static FrontDoor door;

    /** Hands its input to the fixture of the test that runs. */
    private record Forwarding<I extends SdkPojo>(String name, Class<I> inputType) implements Operation<I, SdkPojo> {
        static Forwarding<?> to(Operation<?, ?> operation) {
            return new Forwarding<>(operation.name(), operation.inputType());
        }

        @Override
        public SdkPojo handle(I input) {
            return current.get().call(input, SdkPojo.class);
        }
    }

    static Stream<Path> requests() throws IOException {
        try (Stream<Path> files = Files.walk(GOLDEN)) {
            return files.filter(file -> file.toString().endsWith(".request.json")).sorted().toList().stream();
        }
    }

    @BeforeAll
    static void openOnce() throws Exception {
        Kinesis template = new Kinesis();
        template.open();
        JsonApi api = template.api();
        template.close();
        Service service = new Service() {
            @Override
            public List<JsonApi> apis() {
                return List.of(new JsonApi(
                        api.service(),
                        api.targetPrefix(),
                        api.signingName(),
                        api.unsupported(),
                        api.operations().stream().map(Forwarding::to).toList()));
            }

            @Override
            public void close() {}
        };
        door = FrontDoor.bind(
                new FrontDoorConfig(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        "us-east-1",
                        new Authentication.None(),
                        Limits.DEFAULT),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        door.open(List.of(service));
    }

    @AfterAll
    static void closeOnce() {
        door.close();
    }

    @BeforeEach
    void fill() {
        current.set(kinesis);
        kinesis.createStream("orders", 2);
        kinesis.put("orders", "b", "already there");
    }

    @ParameterizedTest
    @MethodSource("requests")
    void answersInJsonAsAgreed(Path request) throws Exception {
        String body = Files.readString(request).replace(ITERATOR, iterator());

        HttpResponse<byte[]> response = post(operation(request), "application/x-amz-json-1.1", body.getBytes(UTF_8));

        compare(sibling(request, ".response.json"), "%d %s%n".formatted(response.statusCode(), masked(response)));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void answersInCborAsAgreed(Path request) throws Exception {
        JsonNode body = json.readTree(Files.readString(request).replace(ITERATOR, iterator()));
        blobs(body);

        HttpResponse<byte[]> response =
                post(operation(request), "application/x-amz-cbor-1.1", cbor.writeValueAsBytes(body));

        String hex = response.body().length == 0 ? "" : HEX.formatHex(withoutIterators(response.body()));
        compare(sibling(request, ".response.cbor.hex"), "%d %s%n".formatted(response.statusCode(), hex));
    }

    private String iterator() {
        return kinesis.iterator("orders", 1, ShardIteratorType.TRIM_HORIZON);
    }

    /** Data is base64 in JSON and bytes in CBOR. */
    private static void blobs(JsonNode node) throws IOException {
        if (node instanceof ObjectNode object && object.has("Data")) {
            object.put("Data", object.get("Data").binaryValue());
        }
        if (node.path("Records") instanceof ArrayNode records) {
            for (JsonNode record : records) {
                blobs(record);
            }
        }
    }

    private HttpResponse<byte[]> post(String operation, String contentType, byte[] body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(door.uri())
                .header("Content-Type", contentType)
                .header("X-Amz-Target", "Kinesis_20131202." + operation)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.headers().firstValue("Content-Type")).contains(contentType);
        assertThat(response.headers().firstValue("x-amzn-RequestId")).isPresent();
        return response;
    }

    /** Iterators are sealed with a nonce and differ each time. */
    private static String masked(HttpResponse<byte[]> response) {
        return new String(response.body(), UTF_8).replaceAll("(ShardIterator\":\")[A-Za-z0-9+/=]+", "$1" + ITERATOR);
    }

    private static byte[] withoutIterators(byte[] body) {
        String hex = HEX.formatHex(body);
        // The name of a member, so that no message is taken for it: text of 13 or 17 bytes.
        Matcher name = ITERATOR_NAME.matcher(hex);
        if (!name.find()) {
            return body;
        }
        int head = name.end();
        int length = Integer.parseInt(hex, head + 2, head + 4, 16);
        return HEX.parseHex(hex.substring(0, head) + hex.substring(head + 4 + 2 * length));
    }

    private static String operation(Path request) {
        return String.valueOf(request.getName(request.getNameCount() - 2));
    }

    private static Path sibling(Path request, String suffix) {
        return Path.of(request.toString().replace(".request.json", suffix));
    }

    private static void compare(Path golden, String actual) throws IOException {
        if (Boolean.getBoolean("golden.record")) {
            Files.writeString(golden, actual);
        }
        assertThat(actual).isEqualTo(Files.readString(golden));
    }
}
