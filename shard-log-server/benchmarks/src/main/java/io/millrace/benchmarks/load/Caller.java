package io.millrace.benchmarks.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.InstantSource;

/**
 * Makes signed requests to one endpoint, whole, as they go over the wire. Belongs to one thread.
 *
 * <p>A signature covers the date and the body, and holds for 5 minutes: a load may make its requests once and send them
 * over and over, so that what it measures is the server and not itself. The server verifies each as if it were new.
 */
public final class Caller {
    private static final String TARGET_PREFIX = "Kinesis_20131202.";

    private static final int DIRECT_BYTES_MIN = 16 << 10;

    private final URI endpoint;
    private final Signer signer;
    private final InstantSource clock;

    public Caller(URI endpoint, Credentials credentials, InstantSource clock) {
        this.endpoint = endpoint;
        this.signer = new Signer(credentials);
        this.clock = clock;
    }

    /** A whole HTTP/1.1 request; a large one in memory outside the heap, which sockets write without a copy. */
    ByteBuffer request(String operation, Wire wire, byte[] body) {
        String host = endpoint.getAuthority();
        Signer.Headers headers = new Signer.Headers(wire.contentType(), host, TARGET_PREFIX + operation);
        String head = "POST / HTTP/1.1\r\nHost: " + host + "\r\nContent-Type: " + headers.contentType()
                + "\r\nX-Amz-Target: " + headers.target() + "\r\n" + signer.sign(headers, body, clock.instant())
                + "Content-Length: " + body.length + "\r\n\r\n";
        byte[] headBytes = head.getBytes(ISO_8859_1);
        int length = headBytes.length + body.length;
        ByteBuffer request =
                length < DIRECT_BYTES_MIN ? ByteBuffer.allocate(length) : ByteBuffer.allocateDirect(length);
        return request.put(headBytes).put(body).flip();
    }

    /** Opens a connection; the caller's to close. */
    HttpConnection connect() throws IOException {
        return HttpConnection.open(new InetSocketAddress(endpoint.getHost(), endpoint.getPort()));
    }

    /**
     * Calls an operation once, in JSON, on a connection of its own.
     *
     * @throws IOException also if the answer is an error, which the message then tells
     */
    public String call(String operation, String json) throws IOException {
        try (HttpConnection connection = connect()) {
            HttpConnection.Answer answer = connection.send(request(operation, Wire.JSON, json.getBytes(UTF_8)));
            if (answer.status() != 200) {
                throw new IOException("%s: %s".formatted(operation, answer));
            }
            return answer.text();
        }
    }
}
