package io.millrace.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.testing.TestingServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Requests whose signature is in the query, made by AWS's signer and sent by a client that knows nothing of it. */
class PresignedRequestsTest {
    private static final String BODY = "{\"Limit\":10}";
    private static final Duration LIFE = Duration.ofMinutes(30);
    private static final AwsCredentialsIdentity ALICE = AwsBasicCredentials.create("alice", "alice's secret");

    @TempDir
    private Path directory;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private TestingServer server;

    @BeforeEach
    void start() throws IOException {
        Path credentials = Files.writeString(directory.resolve("credentials"), """
                [alice]
                aws_access_key_id = alice
                aws_secret_access_key = alice's secret
                [visitor]
                aws_access_key_id = visitor
                aws_secret_access_key = visitor's secret
                aws_session_token = for today
                """);
        server = TestingServer.start(
                directory.resolve("data"), Map.of("auth", "sigv4", "credentials-file", credentials.toString()));
    }

    @AfterEach
    void stop() {
        server.close();
        http.close();
    }

    @Test
    void isAnsweredAsIfItsSignatureWereInAHeader() throws Exception {
        URI signed = presign(ALICE, Instant.now());

        assertThat(signed.getQuery()).contains("X-Amz-Signature=");
        assertThat(send(signed, BODY)).startsWith("200 ").contains("\"StreamNames\":[]");
    }

    @Test
    void holdsAsLongAsItSaysAndNoLonger() throws Exception {
        URI old = presign(ALICE, Instant.now().minus(LIFE).plusSeconds(60));
        URI expired = presign(ALICE, Instant.now().minus(LIFE).minusSeconds(1));

        assertThat(send(old, BODY)).startsWith("200 ");
        assertThat(send(expired, BODY))
                .startsWith("400 ")
                .contains("\"__type\":\"InvalidSignatureException\"", "Signature expired: ", " - 30 min.)");
    }

    @Test
    void takesTheTokenOfASessionAndNoOther() throws Exception {
        AwsCredentialsIdentity visitor = AwsSessionCredentials.create("visitor", "visitor's secret", "for today");
        AwsCredentialsIdentity late = AwsSessionCredentials.create("visitor", "visitor's secret", "for yesterday");

        assertThat(send(presign(visitor, Instant.now()), BODY)).startsWith("200 ");
        assertThat(send(presign(late, Instant.now()), BODY))
                .startsWith("400 ")
                .contains("\"__type\":\"UnrecognizedClientException\"");
    }

    @Test
    void isForNoOtherRequest() throws Exception {
        URI signed = presign(ALICE, Instant.now());
        URI longer = URI.create(signed.toString().replace("X-Amz-Expires=1800", "X-Amz-Expires=18000"));

        assertThat(longer).isNotEqualTo(signed);
        assertThat(send(signed, "{\"Limit\":20}")).startsWith("400 ").contains("InvalidSignatureException");
        assertThat(send(longer, BODY)).startsWith("400 ").contains("InvalidSignatureException");
    }

    private URI presign(AwsCredentialsIdentity identity, Instant at) {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(server.endpoint())
                .putHeader("Content-Type", "application/x-amz-json-1.1")
                .putHeader("X-Amz-Target", "Kinesis_20131202.ListStreams")
                .build();
        return AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(identity)
                        .request(request)
                        .payload(() -> new ByteArrayInputStream(BODY.getBytes(UTF_8)))
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "kinesis")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                        .putProperty(
                                AwsV4FamilyHttpSigner.AUTH_LOCATION, AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, LIFE)
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(at, ZoneOffset.UTC)))
                .request()
                .getUri();
    }

    private String send(URI uri, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/x-amz-json-1.1")
                        .header("X-Amz-Target", "Kinesis_20131202.ListStreams")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }
}
