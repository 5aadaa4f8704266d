package io.millrace.frontdoor.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
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

/** Requests that the AWS SDK signs, and what a verifier says of them. */
final class Signing {
    static final Instant NOW = Instant.parse("2026-03-01T10:15:30Z");
    static final AwsCredentials ALICE = AwsBasicCredentials.create("AKIDALICE", "alice's secret");
    static final AwsCredentials SESSION = AwsSessionCredentials.create("ASIABOB", "bob's secret", "bob/token=");
    static final byte[] BODY = "{\"StreamName\":\"orders\"}".getBytes(UTF_8);

    private Signing() {}

    static SignatureVerifier verifierAt(Instant now) {
        Credentials credentials = new Credentials(List.of(new Credentials.Entry(
                        "old", "ASIAOLD", "old secret", Optional.of("old"), Optional.of(NOW.minusSeconds(1)))))
                .with(ALICE)
                .with(SESSION);
        return new SignatureVerifier(() -> credentials, "us-east-1", InstantSource.fixed(now));
    }

    static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
            SignatureVerifier verifier, SignedRequest request, Refusal refusal) {
        return assertRefused(verifier, request, "kinesis", refusal);
    }

    static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
            SignatureVerifier verifier, SignedRequest request, String service, Refusal refusal) {
        return assertThatThrownBy(() -> verifier.authenticate(request, service))
                .isInstanceOfSatisfying(
                        AuthenticationException.class,
                        e -> assertThat(e.refusal()).isEqualTo(refusal));
    }

    static SignedRequest unsigned(String query, Map<String, String> headers) {
        Map<String, List<String>> all = new HashMap<>();
        all.put("host", List.of("127.0.0.1:4567"));
        headers.forEach((name, value) -> all.put(name, List.of(value)));
        return new SignedRequest("POST", "/", query, all, ByteBuffer.wrap(BODY));
    }

    static SignedRequest presigned(AwsCredentials credentials, Duration life) {
        return sign(
                credentials,
                "/",
                NOW,
                request -> request.putProperty(
                                AwsV4FamilyHttpSigner.AUTH_LOCATION, AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, life));
    }

    static SignedRequest signed(AwsCredentials credentials, String target, Instant at) {
        return sign(credentials, target, at, request -> {});
    }

    static SignedRequest sign(
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
