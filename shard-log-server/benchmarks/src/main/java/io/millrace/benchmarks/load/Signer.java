package io.millrace.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs {@code POST /} of the Kinesis service with Signature Version 4. Belongs to one thread; keeps the key of the day,
 * as the SDKs do. Source: AWS Signature Version 4 for API requests, IAM User Guide.
 */
final class Signer {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final String SIGNED_HEADERS = "content-type;host;x-amz-date;x-amz-target";
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Credentials credentials;
    private final MessageDigest sha256;
    private final Mac mac;
    private String keyDay = "";
    private byte[] key = {};

    Signer(Credentials credentials) {
        this.credentials = credentials;
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
            this.mac = Mac.getInstance("HmacSHA256");
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has SHA-256 and HmacSHA256", e);
        }
    }

    /** What is signed beside the body. */
    record Headers(String contentType, String host, String target) {}

    /** The header lines {@code X-Amz-Date} and {@code Authorization}. */
    String sign(Headers headers, byte[] body, Instant now) {
        String date = DATE.format(now);
        String day = date.substring(0, 8);
        String scope = day + "/" + credentials.region() + "/kinesis/aws4_request";
        String canonical = "POST\n/\n\ncontent-type:" + headers.contentType() + "\nhost:" + headers.host()
                + "\nx-amz-date:" + date + "\nx-amz-target:" + headers.target() + "\n\n" + SIGNED_HEADERS + "\n"
                + hex(sha256.digest(body));
        String text = ALGORITHM + "\n" + date + "\n" + scope + "\n" + hex(sha256.digest(canonical.getBytes(UTF_8)));
        String signature = hex(hmac(keyOf(day), text));
        return "X-Amz-Date: " + date + "\r\nAuthorization: " + ALGORITHM + " Credential=" + credentials.accessKey()
                + "/" + scope + ", SignedHeaders=" + SIGNED_HEADERS + ", Signature=" + signature + "\r\n";
    }

    private byte[] keyOf(String day) {
        if (!keyDay.equals(day)) {
            byte[] dayKey = hmac(("AWS4" + credentials.secret()).getBytes(UTF_8), day);
            key = hmac(hmac(hmac(dayKey, credentials.region()), "kinesis"), "aws4_request");
            keyDay = day;
        }
        return key;
    }

    private byte[] hmac(byte[] secret, String text) {
        try {
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("any bytes are a key of HmacSHA256", e);
        }
        return mac.doFinal(text.getBytes(UTF_8));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
