package io.millrace.frontdoor.auth;

import static io.millrace.frontdoor.auth.Signing.ALICE;
import static io.millrace.frontdoor.auth.Signing.BODY;
import static io.millrace.frontdoor.auth.Signing.NOW;
import static io.millrace.frontdoor.auth.Signing.assertRefused;
import static io.millrace.frontdoor.auth.Signing.signed;
import static io.millrace.frontdoor.auth.Signing.unsigned;
import static io.millrace.frontdoor.auth.Signing.verifierAt;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures that lack something or cannot be read. */
class SignatureFormTest {
    private final SignatureVerifier verifier = verifierAt(NOW);

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
}
