package io.millrace.frontdoor.http;

import java.time.Duration;

/**
 * What the door takes from one caller before it refuses.
 *
 * @param bodyBytes of a request; more is answered with 413
 * @param headerBytes of a request, all headers together, and of its first line
 * @param nestingDepth of lists and structures in a body
 * @param connections open at once; further ones are closed as they come
 * @param streamsPerConnection requests under way at once on an HTTP/2 connection
 * @param requestTimeout from a request's headers to the end of its answer
 * @param idleTimeout of a connection without a request
 * @param drainTimeout how long closing waits for requests under way
 */
public record Limits(
        int bodyBytes,
        int headerBytes,
        int nestingDepth,
        int connections,
        int streamsPerConnection,
        Duration requestTimeout,
        Duration idleTimeout,
        Duration drainTimeout) {
    /** The largest request of an AWS API is 10 MiB of data, which is a third more in base64, and names around it. */
    private static final int BODY_BYTES_DEFAULT = 16 << 20;

    /** Above the idle time of the AWS SDKs' pools (60 s), so that the client closes first and no request is lost. */
    private static final Duration IDLE_TIMEOUT_DEFAULT = Duration.ofSeconds(90);

    public static final Limits DEFAULT = new Limits(
            BODY_BYTES_DEFAULT,
            16 << 10,
            100,
            10_000,
            1_000,
            Duration.ofSeconds(60),
            IDLE_TIMEOUT_DEFAULT,
            Duration.ofSeconds(10));

    public Limits {
        requirePositive("bodyBytes", bodyBytes);
        requirePositive("headerBytes", headerBytes);
        requirePositive("nestingDepth", nestingDepth);
        requirePositive("connections", connections);
        requirePositive("streamsPerConnection", streamsPerConnection);
        requirePositive("requestTimeout", requestTimeout.toMillis());
        requirePositive("idleTimeout", idleTimeout.toMillis());
        if (drainTimeout.isNegative()) {
            throw new IllegalArgumentException("drainTimeout is negative: " + drainTimeout);
        }
    }

    private static void requirePositive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("%s must be at least 1: %d".formatted(name, value));
        }
    }
}
