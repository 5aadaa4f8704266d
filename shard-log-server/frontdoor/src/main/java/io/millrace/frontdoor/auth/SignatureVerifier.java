package io.millrace.frontdoor.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Verifies Signature Version 4. Source: AWS Signature Version 4 for API requests, IAM User Guide. */
final class SignatureVerifier implements Authenticator {
    /** How far a caller's clock may be from ours: what Kinesis and Firehose name in their answers. */
    static final Duration SKEW_MAX = Duration.ofMinutes(5);

    private static final DateTimeFormatter BASIC = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'");
    private static final int BASIC_LENGTH = "yyyyMMddTHHmmssZ".length();
    private static final String CONTENT_HASH = "x-amz-content-sha256";
    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";
    private static final String STREAMING = "STREAMING-";

    private final Supplier<Credentials> credentials;
    private final String region;
    private final InstantSource clock;

    SignatureVerifier(Supplier<Credentials> credentials, String region, InstantSource clock) {
        this.credentials = credentials;
        this.region = region;
        this.clock = clock;
    }

    @Override
    public Identity authenticate(SignedRequest request, String service) throws AuthenticationException {
        Query query = Query.parse(request.query());
        Signature signature = Signature.of(request, query);
        Instant signed = parse(signature.date());
        signature.scope().require(signature.date(), region, service);
        signature.requireCoverage(request.headers().keySet());
        requireCurrent(signature, signed);
        Credentials.Entry caller = recognize(signature);
        String hash = payloadHash(request);
        byte[] expected = sign(caller, signature, canonical(request, query, signature.signedHeaders(), hash));
        byte[] given = signature.value().getBytes(UTF_8);
        if (!MessageDigest.isEqual(HexFormat.of().formatHex(expected).getBytes(UTF_8), given)) {
            throw new AuthenticationException(
                    Refusal.INVALID_SIGNATURE,
                    "The request signature we calculated does not match the signature you provided. Check your AWS"
                            + " Secret Access Key and signing method. Consult the service documentation for details.");
        }
        // Only now: who has no secret is not told what expired.
        if (caller.expiration()
                .filter(expiration -> !clock.instant().isBefore(expiration))
                .isPresent()) {
            throw new AuthenticationException(
                    Refusal.EXPIRED_TOKEN, "The security token included in the request is expired");
        }
        return new Identity(caller.user(), caller.accessKey());
    }

    private static Instant parse(String date) throws AuthenticationException {
        try {
            if (date.length() != BASIC_LENGTH) {
                throw new DateTimeException("too long or too short");
            }
            return LocalDateTime.parse(date, BASIC).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw Signature.incomplete(
                    "Date must be in ISO-8601 'basic format'. Got '%s'. See http://en.wikipedia.org/wiki/ISO_8601"
                            .formatted(date));
        }
    }

    private void requireCurrent(Signature signature, Instant signed) throws AuthenticationException {
        Instant now = clock.instant();
        Duration lifetime = signature.lifetimeSeconds().map(Duration::ofSeconds).orElse(SKEW_MAX);
        if (now.isAfter(signed.plus(lifetime))) {
            throw new AuthenticationException(
                    Refusal.INVALID_SIGNATURE,
                    "Signature expired: %s is now earlier than %s (%s - %s.)"
                            .formatted(signature.date(), basic(now.minus(lifetime)), basic(now), words(lifetime)));
        }
        if (now.isBefore(signed.minus(SKEW_MAX))) {
            throw new AuthenticationException(
                    Refusal.INVALID_SIGNATURE,
                    "Signature not yet current: %s is still later than %s (%s + %s.)"
                            .formatted(signature.date(), basic(now.plus(SKEW_MAX)), basic(now), words(SKEW_MAX)));
        }
    }

    private static String words(Duration duration) {
        boolean minutes = duration.toSecondsPart() == 0;
        return minutes ? duration.toMinutes() + " min" : duration.toSeconds() + " s";
    }

    private static String basic(Instant instant) {
        return BASIC.format(instant.atOffset(ZoneOffset.UTC));
    }

    private Credentials.Entry recognize(Signature signature) throws AuthenticationException {
        Optional<Credentials.Entry> known =
                credentials.get().find(signature.scope().accessKey());
        if (known.isEmpty() || !sameToken(known.get().sessionToken(), signature.sessionToken())) {
            throw new AuthenticationException(
                    Refusal.UNRECOGNIZED_CLIENT, "The security token included in the request is invalid.");
        }
        return known.get();
    }

    private static boolean sameToken(Optional<String> expected, Optional<String> given) {
        return expected.isPresent() == given.isPresent()
                && MessageDigest.isEqual(
                        expected.orElse("").getBytes(UTF_8), given.orElse("").getBytes(UTF_8));
    }

    /**
     * What the signature covers of the body: its real hash, which a caller who states it must state right, or nothing if
     * the caller says so in a header, which is itself signed.
     */
    private static String payloadHash(SignedRequest request) throws AuthenticationException {
        Optional<String> stated = request.header(CONTENT_HASH);
        if (stated.filter(UNSIGNED::equals).isPresent()) {
            return UNSIGNED;
        }
        if (stated.filter(kind -> kind.startsWith(STREAMING)).isPresent()) {
            throw new AuthenticationException(
                    Refusal.INVALID_SIGNATURE,
                    "A payload of the kind '%s' is not supported: 'x-amz-content-sha256' must be the payload's SHA-256 or %s."
                            .formatted(stated.get(), UNSIGNED));
        }
        byte[] hash = sha256(request.body().duplicate());
        String hex = HexFormat.of().formatHex(hash);
        // Iceberg's REST signer states it in base64.
        String base64 = Base64.getEncoder().encodeToString(hash);
        if (stated.isPresent() && !stated.get().equals(hex) && !stated.get().equals(base64)) {
            throw new AuthenticationException(
                    Refusal.INVALID_SIGNATURE,
                    "The provided 'x-amz-content-sha256' header does not match what was computed.");
        }
        return hex;
    }

    private static String canonical(SignedRequest request, Query query, List<String> signedHeaders, String hash) {
        StringBuilder canonical = new StringBuilder();
        canonical.append(request.method()).append('\n');
        canonical.append(UriText.canonicalPath(request.path())).append('\n');
        canonical.append(query.canonical()).append('\n');
        for (String name : signedHeaders) {
            List<String> values = request.headers().getOrDefault(name, List.of()).stream()
                    .map(value -> value.strip().replaceAll(" +", " "))
                    .toList();
            canonical.append(name).append(':').append(String.join(",", values)).append('\n');
        }
        canonical.append('\n').append(String.join(";", signedHeaders)).append('\n');
        return canonical.append(hash).toString();
    }

    private static byte[] sign(Credentials.Entry caller, Signature signature, String canonical) {
        CredentialScope scope = signature.scope();
        String canonicalHash = HexFormat.of().formatHex(sha256(ByteBuffer.wrap(canonical.getBytes(UTF_8))));
        String text = String.join("\n", Signature.ALGORITHM, signature.date(), scope.toString(), canonicalHash);
        byte[] key = ("AWS4" + caller.secret()).getBytes(UTF_8);
        for (String part : List.of(scope.day(), scope.region(), scope.service(), scope.terminator(), text)) {
            key = hmac(key, part);
        }
        return key;
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has HmacSHA256", e);
        }
    }

    private static byte[] sha256(ByteBuffer bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes);
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
