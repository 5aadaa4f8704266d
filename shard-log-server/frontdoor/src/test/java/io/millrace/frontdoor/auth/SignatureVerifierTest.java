package io.millrace.frontdoor.auth;

import static io.millrace.frontdoor.auth.Signing.ALICE;
import static io.millrace.frontdoor.auth.Signing.BODY;
import static io.millrace.frontdoor.auth.Signing.NOW;
import static io.millrace.frontdoor.auth.Signing.SESSION;
import static io.millrace.frontdoor.auth.Signing.assertRefused;
import static io.millrace.frontdoor.auth.Signing.presigned;
import static io.millrace.frontdoor.auth.Signing.sign;
import static io.millrace.frontdoor.auth.Signing.signed;
import static io.millrace.frontdoor.auth.Signing.verifierAt;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;

class SignatureVerifierTest {
    private final SignatureVerifier verifier = verifierAt(NOW);

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
        SignedRequest old = signed(ALICE, "/", NOW.minus(Duration.ofMinutes(5)).minusSeconds(1));
        SignedRequest early = signed(ALICE, "/", NOW.plus(Duration.ofMinutes(5)).plusSeconds(1));
        SignedRequest justOld = signed(ALICE, "/", NOW.minus(Duration.ofMinutes(5)));
        SignedRequest justEarly = signed(ALICE, "/", NOW.plus(Duration.ofMinutes(5)));

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
}
