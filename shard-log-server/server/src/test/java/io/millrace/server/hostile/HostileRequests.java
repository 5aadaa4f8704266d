package io.millrace.server.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.millrace.server.hostile.HostileRequest.Place;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** A seeded source of HTTP/1.1 requests that are wrong in their line, headers, signature, framing or body. Not for several threads. */
final class HostileRequests {
    /** What the server is told to take. */
    static final int BODY_BYTES_MAX = 65_536;

    private static final List<String> METHODS =
            List.of("PUT", "GET", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "FOO", "post");
    private static final List<String> PATHS = List.of(
            "/?a=%7e&&=&X-Amz-Expires=-1",
            "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a%2F20260101%2Fus-east-1%2Fkinesis%2Faws4_request"
                    + "&X-Amz-Date=20260101T000000Z&X-Amz-SignedHeaders=host&X-Amz-Signature=00",
            "/?X-Amz-Algorithm=AWS4-HMAC-SHA256",
            "/nothing",
            "//",
            "/%2e%2e/",
            "/..",
            "/%00");
    private static final List<String> BROKEN_LINES = List.of(
            "POST / HTTP/9.9",
            "POST / HTTP/1",
            "POST /",
            "POST",
            "POST  /  HTTP/1.1",
            "\u0000\u0001\u0002",
            "POST /" + "y".repeat(20_000) + " HTTP/1.1",
            "POST /%zz HTTP/1.1",
            "POST /\u00ff\u00fe HTTP/1.1",
            "POST * HTTP/1.1");
    private static final List<String> BROKEN_HEADERS = List.of(
            "X-Long: " + "y".repeat(20_000),
            "no colon here",
            "X Space: a",
            "X-Nul: a\u0000b",
            " folded",
            ": no name",
            "Host: b\r\nHost: c",
            "Connection: close",
            "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: %%%",
            "Transfer-Encoding: gzip",
            "Transfer-Encoding: chunked, identity",
            "Content-Length: -5",
            "Content-Length: abc",
            "Content-Length: 99999999999999999999",
            "Content-Length: 0x10",
            "Content-Length: 3, 4");
    private static final List<String> ODD_HEADERS = List.of(
            "X-Empty:",
            "X-High: \u00e4\u00f6",
            "Accept: ,;=,",
            "Accept-Encoding: br;q=x",
            "Expect: 100-continue",
            "Cookie: " + "a=b; ".repeat(100),
            "Content-Encoding: gzip",
            "X-Amz-Target: Kinesis_20131202.ListStreams",
            "X-Amz-Security-Token: " + "t".repeat(3_000),
            "X-Amz-Content-Sha256: UNSIGNED-PAYLOAD",
            "X-Amz-Content-Sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
            "X-Forwarded-For: \"",
            "Range: bytes=5-1");
    private static final List<String> BROKEN_CHUNKS = List.of(
            "zz\r\n{}\r\n0\r\n\r\n",
            "-1\r\n{}\r\n0\r\n\r\n",
            "ffffffffffffffff\r\n{}",
            "2\r\n{}xx0\r\n\r\n",
            ";\r\n\r\n",
            "2" + ";e=v".repeat(6_000) + "\r\n{}\r\n0\r\n\r\n");

    private final Random random;
    private final HostileBodies bodies;
    private final List<String> operations = HostileBodies.operations();

    HostileRequests(long seed) {
        random = new Random(seed);
        bodies = new HostileBodies(random);
    }

    /** Of a caller whose key the server knows: signed as it should be, most of the time, for a body that is not as it should be. */
    HostileRequest nextSigned(URI endpoint, AwsCredentialsIdentity credentials) {
        BodyFormat format = format();
        byte[] body = bodies.next(operation(), format);
        SdkHttpRequest unsigned = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(endpoint)
                .putHeader("Content-Type", format.contentType())
                .putHeader("X-Amz-Target", "Kinesis_20131202." + operation())
                .build();
        SdkHttpRequest signed = AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(credentials)
                        .request(unsigned)
                        .payload(() -> new ByteArrayInputStream(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "kinesis")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1"))
                .request();
        List<String> headers = new ArrayList<>();
        signed.forEachHeader((name, values) -> headers.add(name + ": " + values.getFirst()));
        headers.removeIf(header -> header.startsWith("Host:"));
        headers.add("Host: " + endpoint.getAuthority());
        if (random.nextInt(4) == 0) {
            // One character of one header, where it does not break the line.
            int at = random.nextInt(headers.size());
            String header = headers.get(at);
            int from = header.indexOf(':') + 2;
            if (from < header.length() && !header.startsWith("Content-Type")) {
                int place = from + random.nextInt(header.length() - from);
                headers.set(
                        at,
                        header.substring(0, place) + (char) ('!' + random.nextInt(90)) + header.substring(place + 1));
            }
        }
        return whole("POST", "/", headers, format, body);
    }

    HostileRequest next() {
        BodyFormat format = format();
        byte[] body = bodies.next(operation(), format);
        String method = random.nextInt(40) == 0 ? pick(METHODS) : "POST";
        String path = random.nextInt(30) == 0 ? pick(PATHS) : "/";
        List<String> headers = headers(format);
        return switch (random.nextInt(60)) {
            case 0 -> brokenFraming(headers, format, body);
            case 1 -> broken(pick(BROKEN_LINES), headers, format, body);
            case 2 -> {
                headers.add(random.nextInt(headers.size() + 1), pick(BROKEN_HEADERS));
                yield broken("POST / HTTP/1.1", headers, format, body);
            }
            case 3 -> chunked(method, path, headers, format, body);
            default -> whole(method, path, headers, format, body);
        };
    }

    /** Announces more than it sends, so that it ends only when the server's patience does. */
    HostileRequest nextUnfinished() {
        BodyFormat format = format();
        byte[] body = bodies.next(operation(), format);
        List<String> headers = headers(format);
        if (random.nextBoolean()) {
            headers.add("Content-Length: " + (body.length + 1 + random.nextInt(1_000)));
            return new HostileRequest(bytes("POST / HTTP/1.1", headers, body), format, Place.LAST, false);
        }
        headers.add("Transfer-Encoding: chunked");
        byte[] chunk = concat((Integer.toHexString(body.length + 1) + "\r\n").getBytes(ISO_8859_1), body);
        return new HostileRequest(bytes("POST / HTTP/1.1", headers, chunk), format, Place.LAST, false);
    }

    private List<String> headers(BodyFormat format) {
        List<String> headers = new ArrayList<>(List.of("Host: localhost"));
        if (random.nextInt(50) != 0) {
            headers.add("X-Amz-Target: " + target());
        }
        if (random.nextInt(50) != 0) {
            headers.add("Content-Type: " + (random.nextInt(50) == 0 ? garbage() : format.contentType()));
        }
        if (random.nextInt(4) == 0) {
            headers.add("Authorization: " + authorization());
            headers.add("X-Amz-Date: " + (random.nextBoolean() ? "20260101T000000Z" : garbage()));
        }
        if (random.nextInt(10) == 0) {
            headers.add(pick(ODD_HEADERS));
        }
        return headers;
    }

    private String target() {
        return switch (random.nextInt(25)) {
            case 0 -> garbage();
            case 1 -> "Kinesis_20131202." + garbage();
            case 2 -> "Firehose_20150804.PutRecord";
            default -> "Kinesis_20131202." + operation();
        };
    }

    private String authorization() {
        if (random.nextInt(4) == 0) {
            return garbage();
        }
        return "AWS4-HMAC-SHA256 Credential=%s/20260101/us-east-1/kinesis/aws4_request, SignedHeaders=%s, Signature=%s"
                .formatted(
                        random.nextBoolean() ? "A" : garbage(),
                        random.nextBoolean() ? "host;x-amz-date;x-amz-target" : garbage(),
                        random.nextBoolean() ? "00" : garbage());
    }

    /** The server may refuse what is odd and hang up, and Armeria answers HEAD ahead of what came before it. */
    private static Place place(String method, String path, List<String> headers, byte[] body) {
        boolean odd = !method.equals("POST")
                || !path.equals("/")
                || ODD_HEADERS.stream().anyMatch(headers::contains);
        return odd || body.length > BODY_BYTES_MAX ? Place.ALONE : Place.AMONG_OTHERS;
    }

    private HostileRequest whole(String method, String path, List<String> headers, BodyFormat format, byte[] body) {
        headers.add("Content-Length: " + body.length);
        return new HostileRequest(
                bytes(method + " " + path + " HTTP/1.1", headers, body),
                format,
                place(method, path, headers, body),
                method.equals("HEAD"));
    }

    private HostileRequest chunked(String method, String path, List<String> headers, BodyFormat format, byte[] body) {
        headers.add("Transfer-Encoding: chunked");
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        for (int at = 0; at < body.length; ) {
            int length = Math.min(body.length - at, 1 + random.nextInt(200));
            chunks.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(ISO_8859_1));
            chunks.write(body, at, length);
            chunks.writeBytes("\r\n".getBytes(ISO_8859_1));
            at += length;
        }
        chunks.writeBytes("0\r\n\r\n".getBytes(ISO_8859_1));
        return new HostileRequest(
                bytes(method + " " + path + " HTTP/1.1", headers, chunks.toByteArray()),
                format,
                place(method, path, headers, body),
                method.equals("HEAD"));
    }

    private HostileRequest broken(String line, List<String> headers, BodyFormat format, byte[] body) {
        headers.add("Content-Length: " + body.length);
        return new HostileRequest(bytes(line, headers, body), format, Place.LAST, false);
    }

    private HostileRequest brokenFraming(List<String> headers, BodyFormat format, byte[] body) {
        switch (random.nextInt(4)) {
            case 0 -> headers.add("Content-Length: " + body.length / 2);
            case 1 -> {
                headers.add("Content-Length: " + body.length);
                headers.add("Content-Length: " + (body.length + 1));
            }
            case 2 -> {
                headers.add("Content-Length: 5");
                headers.add("Transfer-Encoding: chunked");
                return new HostileRequest(
                        bytes("POST / HTTP/1.1", headers, "0\r\n\r\n".getBytes(ISO_8859_1)), format, Place.LAST, false);
            }
            default -> {
                headers.add("Transfer-Encoding: chunked");
                byte[] chunks = pick(BROKEN_CHUNKS).getBytes(ISO_8859_1);
                return new HostileRequest(bytes("POST / HTTP/1.1", headers, chunks), format, Place.LAST, false);
            }
        }
        return new HostileRequest(bytes("POST / HTTP/1.1", headers, body), format, Place.LAST, false);
    }

    private static byte[] bytes(String line, List<String> headers, byte[] body) {
        String head = line + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
        return concat(head.getBytes(ISO_8859_1), body);
    }

    private static byte[] concat(byte[] one, byte[] two) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(one.length + two.length);
        bytes.writeBytes(one);
        bytes.writeBytes(two);
        return bytes.toByteArray();
    }

    private String garbage() {
        return random.ints(1 + random.nextInt(12), '!', '~')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private BodyFormat format() {
        return random.nextBoolean() ? BodyFormat.JSON : BodyFormat.CBOR;
    }

    private String operation() {
        return pick(operations);
    }

    private String pick(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }
}
