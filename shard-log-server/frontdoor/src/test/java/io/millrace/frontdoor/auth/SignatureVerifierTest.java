package io.millrace.frontdoor.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;

class SignatureVerifierTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:15:30Z");
    private static final AwsCredentials ALICE = AwsBasicCredentials.create("AKIDALICE", "alice's secret");
    private static final AwsCredentials SESSION = AwsSessionCredentials.create("ASIABOB", "bob's secret", "bob/token=");
    private static final byte[] BODY = "{\"StreamName\":\"orders\"}".getBytes(UTF_8);

    private final SignatureVerifier verifier = verifierAt(NOW);

    private static SignatureVerifier verifierAt(Instant now) {
        Credentials credentials = new Credentials(List.of(new Credentials.Entry(
                        "old", "ASIAOLD", "old secret", Optional.of("old"), Optional.of(NOW.minusSeconds(1)))))
                .with(ALICE)
                .with(SESSION);
        return new SignatureVerifier(() -> credentials, "us-east-1", InstantSource.fixed(now));
    }

    @Test
    void acceptsWhatTheSdkSigned() {
        SignedRequest request = signed(ALICE, "/", NOW);

        assertThatCode(() -> verifier.authenticate(request, "kinesis")).doesNotThrowAnyException();
    }

    @Test
    void acceptsASessionToken() {
        SignedRequest request = signed(SESSION, "/", NOW);

        assertThatCode(() -> verifier.authenticate(request, "kinesis")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/iceberg/v1/namespaces/a%1Fb/tables/caf%C3%A9",
                "/iceberg/v1/namespaces?parent=a%1Fb&pageToken=&pageSize=10",
                "/?b=2&a=1&a=0&c=x%20y%2Bz~*",
                "/a//b/./c/../d/",
                "/a%2Fb/c%25d"
            })
    void acceptsEveryPathAndQuery(String target) {
        SignedRequest request = signed(ALICE, target, NOW);

        assertThatCode(() -> verifier.authenticate(request, "kinesis")).doesNotThrowAnyException();
    }

    @Test
    void acceptsASignatureInTheQuery() {
        SignedRequest request = presigned(ALICE, Duration.ofHours(1));

        assertThatCode(() -> verifier.authenticate(request, "kinesis")).doesNotThrowAnyException();
        assertThatCode(() -> verifierAt(NOW.plus(Duration.ofMinutes(59))).authenticate(request, "kinesis"))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesAPresignedRequestPastItsLife() {
        SignedRequest request = presigned(ALICE, Duration.ofHours(1));

        Instant later = NOW.plus(Duration.ofMinutes(61));

        assertRefused(verifierAt(later), request, Refusal.INVALID_SIGNATURE)
                .hasMessage("Signature expired: 20260301T101530Z is now earlier than 20260301T101630Z"
                        + " (20260301T111630Z - 60 min.)");
    }

    @Test
    void refusesAPresignedRequestWithAnotherBody() {
        SignedRequest request = presigned(SESSION, Duration.ofHours(1));

        SignedRequest tampered = new SignedRequest(
                request.method(),
                request.path(),
                request.query(),
                request.headers(),
                ByteBuffer.wrap("other".getBytes(UTF_8)));

        assertRefused(verifier, tampered, Refusal.INVALID_SIGNATURE)
                .hasMessageStartingWith("The request signature we calculated does not match");
    }

    @Test
    void refusesAWrongSecret() {
        SignedRequest request = signed(AwsBasicCredentials.create("AKIDALICE", "guess"), "/", NOW);

        assertRefused(verifier, request, Refusal.INVALID_SIGNATURE)
                .hasMessage("The request signature we calculated does not match the signature you provided. Check your"
                        + " AWS Secret Access Key and signing method. Consult the service documentation for details.");
    }

    @Test
    void refusesAnotherBody() {
        SignedRequest request = signed(ALICE, "/", NOW);

        SignedRequest tampered = new SignedRequest(
                request.method(),
                request.path(),
                request.query(),
                request.headers(),
                ByteBuffer.wrap("{}".getBytes(UTF_8)));

        assertRefused(verifier, tampered, Refusal.INVALID_SIGNATURE);
    }

    @Test
    void refusesAnotherBodyWhoseHashIsStatedRight() {
        SignedRequest request = signed(ALICE, "/", NOW);

        byte[] other = "{}".getBytes(UTF_8);
        Map<String, List<String>> headers = new HashMap<>(request.headers());
        headers.put(
                "x-amz-content-sha256", List.of("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"));
        SignedRequest tampered = new SignedRequest("POST", "/", "", headers, ByteBuffer.wrap(other));

        assertRefused(verifier, tampered, Refusal.INVALID_SIGNATURE)
                .hasMessageStartingWith("The request signature we calculated");
    }

    @Test
    void acceptsAPayloadThatTheCallerSaysIsUnsigned() throws AuthenticationException {
        SignedRequest request = sign(
                ALICE,
                "/",
                NOW,
                change -> change.putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, false)
                        .request(SdkHttpRequest.builder()
                                .method(SdkHttpMethod.POST)
                                .uri(URI.create("https://127.0.0.1/"))
                                .build()));

        assertThat(request.headers().get("x-amz-content-sha256")).containsExactly("UNSIGNED-PAYLOAD");
        verifier.authenticate(request, "kinesis");
        Map<String, List<String>> claimed =
                new HashMap<>(signed(ALICE, "/", NOW).headers());
        claimed.put("x-amz-content-sha256", List.of("UNSIGNED-PAYLOAD"));
        assertRefused(
                verifier,
                new SignedRequest("POST", "/", "", claimed, ByteBuffer.wrap(BODY)),
                Refusal.INVALID_SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
                "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
                "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
            })
    void namesTheKindOfPayloadThatIsNotSupported(String kind) {
        Map<String, List<String>> headers =
                new HashMap<>(signed(ALICE, "/", NOW).headers());
        headers.put("x-amz-content-sha256", List.of(kind));
        SignedRequest request = new SignedRequest("POST", "/", "", headers, ByteBuffer.wrap(BODY));

        assertRefused(verifier, request, Refusal.INVALID_SIGNATURE)
                .hasMessage("A payload of the kind '" + kind + "' is not supported: 'x-amz-content-sha256' must be the"
                        + " payload's SHA-256 or UNSIGNED-PAYLOAD.");
    }

    @Test
    void refusesEveryTamperedPart() {
        SignedRequest request = signed(ALICE, "/?a=1", NOW);
        Map<String, List<String>> otherTarget = new HashMap<>(request.headers());
        otherTarget.put("x-amz-target", List.of("Kinesis_20131202.DeleteStream"));
        Map<String, List<String>> otherHost = new HashMap<>(request.headers());
        otherHost.put("host", List.of("elsewhere"));
        List<SignedRequest> tampered = List.of(
                new SignedRequest("PUT", "/", "a=1", request.headers(), ByteBuffer.wrap(BODY)),
                new SignedRequest("POST", "/x", "a=1", request.headers(), ByteBuffer.wrap(BODY)),
                new SignedRequest("POST", "/", "a=2", request.headers(), ByteBuffer.wrap(BODY)),
                new SignedRequest("POST", "/", "", request.headers(), ByteBuffer.wrap(BODY)),
                new SignedRequest("POST", "/", "a=1", otherTarget, ByteBuffer.wrap(BODY)),
                new SignedRequest("POST", "/", "a=1", otherHost, ByteBuffer.wrap(BODY)));

        for (SignedRequest each : tampered) {
            assertRefused(verifier, each, Refusal.INVALID_SIGNATURE);
        }
    }

    @Test
    void refusesAClockThatIsTooFarOff() {
        SignedRequest old =
                signed(ALICE, "/", NOW.minus(SignatureVerifier.SKEW_MAX).minusSeconds(1));
        SignedRequest early =
                signed(ALICE, "/", NOW.plus(SignatureVerifier.SKEW_MAX).plusSeconds(1));
        SignedRequest justOld = signed(ALICE, "/", NOW.minus(SignatureVerifier.SKEW_MAX));
        SignedRequest justEarly = signed(ALICE, "/", NOW.plus(SignatureVerifier.SKEW_MAX));

        assertRefused(verifier, old, Refusal.INVALID_SIGNATURE)
                .hasMessage("Signature expired: 20260301T101029Z is now earlier than 20260301T101030Z"
                        + " (20260301T101530Z - 5 min.)");
        assertRefused(verifier, early, Refusal.INVALID_SIGNATURE)
                .hasMessage("Signature not yet current: 20260301T102031Z is still later than 20260301T102030Z"
                        + " (20260301T101530Z + 5 min.)");
        assertThatCode(() -> verifier.authenticate(justOld, "kinesis")).doesNotThrowAnyException();
        assertThatCode(() -> verifier.authenticate(justEarly, "kinesis")).doesNotThrowAnyException();
    }

    @Test
    void refusesASignatureForAnotherPlace() {
        SignedRequest request = signed(ALICE, "/", NOW);
        SignatureVerifier elsewhere = new SignatureVerifier(
                () -> new Credentials(List.of()).with(ALICE), "eu-west-1", InstantSource.fixed(NOW));

        assertRefused(verifier, request, "firehose", Refusal.INVALID_SIGNATURE)
                .hasMessage("Credential should be scoped to correct service: 'firehose'. ");
        assertRefused(elsewhere, request, Refusal.INVALID_SIGNATURE)
                .hasMessage("Credential should be scoped to a valid region, not 'us-east-1'. ");
    }

    @Test
    void refusesAnUnknownKeyAndAWrongToken() {
        SignedRequest unknown = signed(AwsBasicCredentials.create("AKIDMALLORY", "secret"), "/", NOW);
        SignedRequest withoutToken = signed(AwsBasicCredentials.create("ASIABOB", "bob's secret"), "/", NOW);
        SignedRequest wrongToken = signed(AwsSessionCredentials.create("ASIABOB", "bob's secret", "x"), "/", NOW);
        SignedRequest needlessToken =
                signed(AwsSessionCredentials.create("AKIDALICE", "alice's secret", "x"), "/", NOW);

        for (SignedRequest request : List.of(unknown, withoutToken, wrongToken, needlessToken)) {
            assertRefused(verifier, request, Refusal.UNRECOGNIZED_CLIENT)
                    .hasMessage("The security token included in the request is invalid.");
        }
    }

    @Test
    void refusesExpiredCredentialsToWhoHasThemOnly() {
        SignedRequest holder = signed(AwsSessionCredentials.create("ASIAOLD", "old secret", "old"), "/", NOW);
        SignedRequest guesser = signed(AwsSessionCredentials.create("ASIAOLD", "guess", "old"), "/", NOW);

        assertRefused(verifier, holder, Refusal.EXPIRED_TOKEN)
                .hasMessage("The security token included in the request is expired");
        assertRefused(verifier, guesser, Refusal.INVALID_SIGNATURE);
    }

    @Test
    void refusesAHeaderThatIsNotSigned() {
        SignedRequest request = signed(ALICE, "/", NOW);
        Map<String, List<String>> more = new HashMap<>(request.headers());
        more.put("x-amz-user-agent", List.of("added on the way"));
        Map<String, List<String>> noHost = new HashMap<>(request.headers());
        noHost.computeIfPresent(
                "authorization", (name, values) -> List.of(values.getFirst().replace(";host", "")));

        assertRefused(
                        verifier,
                        new SignedRequest("POST", "/", "", more, ByteBuffer.wrap(BODY)),
                        Refusal.INVALID_SIGNATURE)
                .hasMessage("'x-amz-user-agent' must be a 'SignedHeader' in the AWS Authorization.");
        assertRefused(
                        verifier,
                        new SignedRequest("POST", "/", "", noHost, ByteBuffer.wrap(BODY)),
                        Refusal.INVALID_SIGNATURE)
                .hasMessage("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
    }

    @Test
    void saysWhatASignatureLacks() {
        assertRefused(verifier, unsigned("", Map.of()), Refusal.MISSING_TOKEN)
                .hasMessage("Missing Authentication Token");
        assertRefused(
                        verifier,
                        unsigned("X-Amz-Credential=a&X-Amz-Signature=b&X-Amz-SignedHeaders=c&X-Amz-Date=d", Map.of()),
                        Refusal.MISSING_TOKEN)
                .hasMessage("Missing Authentication Token");
        assertRefused(verifier, unsigned("", Map.of("authorization", "X")), Refusal.INCOMPLETE_SIGNATURE)
                .hasMessage("Authorization header requires 'Credential' parameter. "
                        + "Authorization header requires 'Signature' parameter. "
                        + "Authorization header requires 'SignedHeaders' parameter. "
                        + "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
                        + "Authorization=X");
        assertRefused(
                        verifier,
                        unsigned("", Map.of("authorization", "AWS4- Signature=b,Credential=a", "date", "a")),
                        Refusal.INCOMPLETE_SIGNATURE)
                .hasMessage("Authorization header requires 'SignedHeaders' parameter. "
                        + "Authorization=AWS4- Signature=b,Credential=a");
        assertRefused(verifier, unsigned("X-Amz-Algorithm", Map.of("authorization", "X")), Refusal.INVALID_SIGNATURE)
                .hasMessage("Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.");
        assertRefused(
                        verifier,
                        unsigned("X-Amz-Algorithm=a&X-Amz-Credential=b&X-Amz-Signature=c&X-Amz-Date=d", Map.of()),
                        Refusal.INCOMPLETE_SIGNATURE)
                .hasMessage("AWS query-string parameters must include 'X-Amz-SignedHeaders'. "
                        + "Re-examine the query-string parameters.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AWS4-HMAC-SHA1 Credential=a/20260301/us-east-1/kinesis/aws4_request",
                "AWS4-HMAC-SHA256 Credential=a",
                "AWS4-HMAC-SHA256 Credential=a/b/c/d/e/f"
            })
    void refusesWhatItCannotRead(String start) {
        SignedRequest request = unsigned(
                "",
                Map.of(
                        "authorization",
                        start + ", SignedHeaders=host;x-amz-date, Signature=b",
                        "x-amz-date",
                        "20260301T101530Z"));

        assertRefused(verifier, request, Refusal.INCOMPLETE_SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "20261301T101530Z", "2026-03-01T10:15:30Z", "20260301T101530Zz"})
    void refusesADateItCannotRead(String date) {
        SignedRequest request = unsigned(
                "",
                Map.of(
                        "authorization",
                        "AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host;x-amz-date, Signature=b",
                        "x-amz-date",
                        date));

        assertRefused(verifier, request, Refusal.INCOMPLETE_SIGNATURE)
                .hasMessageStartingWith("Date must be in ISO-8601 'basic format'. Got '" + date + "'.");
    }

    @Test
    void refusesASignatureOfAnotherDay() {
        SignedRequest request = signed(ALICE, "/", NOW);
        Map<String, List<String>> headers = new HashMap<>(request.headers());
        headers.computeIfPresent(
                "authorization", (name, values) -> List.of(values.getFirst().replace("/20260301/", "/20260228/")));

        assertRefused(
                        verifier,
                        new SignedRequest("POST", "/", "", headers, ByteBuffer.wrap(BODY)),
                        Refusal.INVALID_SIGNATURE)
                .hasMessage("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP:"
                        + " '20260228' != '20260301', from '20260301T101530Z'. ");
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
            SignatureVerifier verifier, SignedRequest request, Refusal refusal) {
        return assertRefused(verifier, request, "kinesis", refusal);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
            SignatureVerifier verifier, SignedRequest request, String service, Refusal refusal) {
        return assertThatThrownBy(() -> verifier.authenticate(request, service))
                .isInstanceOfSatisfying(
                        AuthenticationException.class,
                        e -> assertThat(e.refusal()).isEqualTo(refusal));
    }

    private static SignedRequest unsigned(String query, Map<String, String> headers) {
        Map<String, List<String>> all = new HashMap<>();
        all.put("host", List.of("127.0.0.1:4567"));
        headers.forEach((name, value) -> all.put(name, List.of(value)));
        return new SignedRequest("POST", "/", query, all, ByteBuffer.wrap(BODY));
    }

    private static SignedRequest presigned(AwsCredentials credentials, Duration life) {
        return sign(
                credentials,
                "/",
                NOW,
                request -> request.putProperty(
                                AwsV4FamilyHttpSigner.AUTH_LOCATION, AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, life));
    }

    private static SignedRequest signed(AwsCredentials credentials, String target, Instant at) {
        return sign(credentials, target, at, request -> {});
    }

    private static SignedRequest sign(
            AwsCredentials credentials,
            String target,
            Instant at,
            Consumer<SignRequest.Builder<AwsCredentials>> change) {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(URI.create("http://127.0.0.1:4567" + target))
                .putHeader("Content-Type", "application/x-amz-json-1.1")
                .putHeader("X-Amz-Target", "Kinesis_20131202.ListShards")
                .putHeader("X-Spaced", "  a   b ")
                .build();
        SignRequest.Builder<AwsCredentials> sign = SignRequest.builder(credentials)
                .request(request)
                .payload(ContentStreamProvider.fromByteArray(BODY))
                .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "kinesis")
                .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(at, ZoneOffset.UTC));
        change.accept(sign);
        SdkHttpRequest signed = AwsV4HttpSigner.create().sign(sign.build()).request();
        Map<String, List<String>> headers = new HashMap<>();
        signed.forEachHeader((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
        String query = signed.encodedQueryParameters().orElse("");
        return new SignedRequest("POST", signed.encodedPath(), query, headers, ByteBuffer.wrap(BODY));
    }
}
