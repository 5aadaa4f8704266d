package io.millrace.frontdoor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.common.HttpResponse;
import io.millrace.frontdoor.auth.Authentication;
import io.millrace.frontdoor.http.Limits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.KinesisException;

class SignedDoorTest {
    private static final AwsCredentials ALICE = AwsBasicCredentials.create("AKIDALICE", "alice");
    private static final AwsCredentials BOB = AwsSessionCredentials.create("ASIABOB", "bob", "token");
    private static final AwsCredentials OWN = AwsBasicCredentials.create("own", "own secret");

    @TempDir
    private static Path directory;

    private static TestDoor door;

    @BeforeAll
    static void open() throws IOException {
        Path file = Files.writeString(directory.resolve("credentials"), """
                [alice]
                aws_access_key_id = AKIDALICE
                aws_secret_access_key = alice
                [bob]
                aws_access_key_id = ASIABOB
                aws_secret_access_key = bob
                aws_session_token = token
                """);
        door = TestDoor.open(
                Limits.DEFAULT, new Authentication.SigV4(file, OWN), List.of(new TestStreams(), new Echo()));
    }

    @AfterAll
    static void close() {
        door.close();
    }

    /** Answers with the path that it sees and the body. */
    private static final class Echo implements Service {
        @Override
        public List<PathApi> paths() {
            return List.of(new PathApi(
                    "/echo",
                    "glue",
                    headers -> "Echo",
                    (context, request) -> HttpResponse.of(request.aggregate()
                            .thenApply(whole -> HttpResponse.of(context.mappedPath() + " " + whole.contentUtf8())))));
        }

        @Override
        public void close() {}
    }

    @Test
    void theSdkIsLetInWithEveryKnownKey() {
        for (AwsCredentials known : List.of(ALICE, BOB, OWN)) {
            try (KinesisClient blocking = client(known, Region.US_EAST_1);
                    KinesisAsyncClient asynchronous = KinesisAsyncClient.builder()
                            .endpointOverride(door.uri())
                            .region(Region.US_EAST_1)
                            .credentialsProvider(StaticCredentialsProvider.create(known))
                            .build()) {
                assertThatCode(() -> blocking.listTagsForStream(request -> request.streamName("a")))
                        .doesNotThrowAnyException();
                assertThatCode(() -> asynchronous
                                .listTagsForStream(request -> request.streamName("a"))
                                .join())
                        .doesNotThrowAnyException();
            }
        }
    }

    @Test
    void aPageOfAnyOriginMayCallWithASignature() throws IOException {
        RawHttp.Answer preflight = RawHttp.send(
                door.port(),
                "OPTIONS / HTTP/1.1",
                List.of(
                        "Origin: https://example.com",
                        "Access-Control-Request-Method: POST",
                        "Access-Control-Request-Headers: authorization, x-amz-target"),
                new byte[0]);
        RawHttp.Answer unsigned = RawHttp.send(
                door.port(),
                "POST / HTTP/1.1",
                List.of(
                        "Origin: https://example.com",
                        "Content-Type: application/x-amz-json-1.1",
                        "X-Amz-Target: Kinesis_20131202.ListTagsForStream"),
                "{}".getBytes(UTF_8));

        assertThat(preflight.status()).isEqualTo(200);
        assertThat(preflight.body()).isEmpty();
        assertThat(preflight.headers())
                .containsEntry("access-control-allow-origin", "*")
                .containsEntry("access-control-allow-methods", "POST")
                .containsEntry("access-control-allow-headers", "authorization, x-amz-target")
                .containsEntry("access-control-max-age", "172800");
        assertThat(unsigned.status()).isEqualTo(400);
        assertThat(unsigned.text()).contains("MissingAuthenticationTokenException");
        assertThat(unsigned.headers()).containsEntry("access-control-allow-origin", "*");
        assertThat(unsigned.header("access-control-expose-headers")).contains("x-amzn-ErrorType");
    }

    @Test
    void theSdkIsKeptOut() {
        assertKeptOut(
                AwsBasicCredentials.create("AKIDALICE", "guess"),
                Region.US_EAST_1,
                "InvalidSignatureException",
                "The request signature we calculated does not match the signature you provided.");
        assertKeptOut(
                AwsBasicCredentials.create("AKIDMALLORY", "alice"),
                Region.US_EAST_1,
                "UnrecognizedClientException",
                "The security token included in the request is invalid.");
        assertKeptOut(
                ALICE,
                Region.EU_WEST_1,
                "InvalidSignatureException",
                "Credential should be scoped to a valid region, not 'eu-west-1'.");
    }

    private static void assertKeptOut(AwsCredentials credentials, Region region, String code, String message) {
        try (KinesisClient client = client(credentials, region)) {
            assertThatThrownBy(() -> client.createStream(request -> request.streamName("a")))
                    .isInstanceOfSatisfying(
                            KinesisException.class,
                            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code))
                    .hasMessageContaining(message);
        }
    }

    @Test
    void whoIsNotKnownLearnsNothingButSyntax() throws IOException {
        String target = "Kinesis_20131202.CreateStream";
        String missing =
                "{\"__type\":\"MissingAuthenticationTokenException\",\"message\":\"Missing Authentication Token\"}";

        assertThat(RawHttp.json(door.port(), target, "{\"StreamName\":\"\"}").text())
                .isEqualTo(missing);
        assertThat(RawHttp.json(door.port(), target, "{\"StreamName\":7}").text())
                .isEqualTo(missing);
        assertThat(RawHttp.json(door.port(), "Kinesis_20131202.MergeShards", "{}")
                        .text())
                .isEqualTo(missing);
        assertThat(RawHttp.json(door.port(), target, "{").text()).isEqualTo("{\"__type\":\"SerializationException\"}");
        assertThat(RawHttp.json(door.port(), "Kinesis_20131202.X", "{}").text())
                .isEqualTo("{\"__type\":\"UnknownOperationException\"}");
    }

    @Test
    void healthIsOpen() throws IOException {
        for (String path : List.of("/health", "/ready", "/metrics")) {
            RawHttp.Answer answer = RawHttp.send(door.port(), "GET " + path + " HTTP/1.1", List.of(), new byte[0]);

            assertThat(answer.status()).isEqualTo(200);
        }
    }

    @Test
    void aPathApiGetsSignedRequestsOnly() throws IOException {
        String target = "/echo/v1/namespaces/a%1Fb?q=x%20y+z";

        assertThat(call(ALICE, "glue", target, "hello")).isEqualTo("200 /v1/namespaces/a%1Fb hello");
        assertThat(call(BOB, "glue", target, "")).isEqualTo("200 /v1/namespaces/a%1Fb ");
        assertThat(call(ALICE, "kinesis", target, "hello"))
                .isEqualTo("403 {\"error\":{\"message\":\"Credential should be scoped to correct service: 'glue'. \","
                        + "\"type\":\"NotAuthorizedException\",\"code\":403}}");
        RawHttp.Answer unsigned =
                RawHttp.send(door.port(), "POST " + target + " HTTP/1.1", List.of(), "hello".getBytes(UTF_8));
        assertThat(unsigned.status()).isEqualTo(401);
        assertThat(unsigned.text())
                .isEqualTo("{\"error\":{\"message\":\"Missing Authentication Token\","
                        + "\"type\":\"NotAuthorizedException\",\"code\":401}}");
        assertThat(unsigned.header("x-amzn-requestid")).isNotEmpty();
    }

    private static KinesisClient client(AwsCredentials credentials, Region region) {
        return KinesisClient.builder()
                .endpointOverride(door.uri())
                .region(region)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    /** The status and the body of a signed request. */
    private static String call(AwsCredentials credentials, String service, String target, String body)
            throws IOException {
        ContentStreamProvider payload = ContentStreamProvider.fromByteArray(body.getBytes(UTF_8));
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(URI.create(door.uri() + target))
                .headers(Map.of("Content-Type", List.of("application/json")))
                .build();
        SignedRequest signed = AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(credentials)
                        .request(request)
                        .payload(payload)
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1"));
        try (SdkHttpClient client = UrlConnectionHttpClient.create()) {
            HttpExecuteResponse response = client.prepareRequest(HttpExecuteRequest.builder()
                            .request(signed.request())
                            .contentStreamProvider(payload)
                            .build())
                    .call();
            byte[] content = response.responseBody()
                    .map(stream -> (InputStream) stream)
                    .orElseGet(() -> new ByteArrayInputStream(new byte[0]))
                    .readAllBytes();
            return response.httpResponse().statusCode() + " " + new String(content, UTF_8);
        }
    }
}
