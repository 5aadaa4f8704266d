package io.millrace.frontdoor.http;

import java.time.Duration;

/**
 * What the door takes from one caller before it refuses.
 *
 * @param bodyBytes of a request; more is answered with 413
 * @param bodiesBytes of all requests under way; further ones are told to come again
 * @param bodyTimeout from a request's headers to the end of its body
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
        long bodiesBytes,
        Duration bodyTimeout,
        int headerBytes,
        int nestingDepth,
        int connections,
        int streamsPerConnection,
        Duration requestTimeout,
        Duration idleTimeout,
        Duration drainTimeout) {
    /** The largest request of an AWS API is 10 MiB of data, which is a third more in base64, and names around it. */
    private static final int BODY_BYTES_DEFAULT = 16 << 20;

    /** An eighth of the launcher's heap: what is made of a body may be as large again, and twice in the general codec. */
    private static final long BODIES_BYTES_DEFAULT = 128L << 20;

    /** Above the idle time of the AWS SDKs' pools (60 s), so that the client closes first and no request is lost. */
    private static final Duration IDLE_TIMEOUT_DEFAULT = Duration.ofSeconds(90);

    public static final Limits DEFAULT = new Limits(
            BODY_BYTES_DEFAULT,
            BODIES_BYTES_DEFAULT,
            Duration.ofSeconds(20),
            16 << 10,
            100,
            10_000,
            1_000,
            Duration.ofSeconds(60),
            IDLE_TIMEOUT_DEFAULT,
            Duration.ofSeconds(10));

    public Limits {
        requirePositive("bodyBytes", bodyBytes);
        if (bodiesBytes / BodyBudget.PART < bodyBytes) {
            throw new IllegalArgumentException(
                    "bodies of %d bytes in all leave no room for one of %d; at least %d are needed"
                            .formatted(bodiesBytes, bodyBytes, (long) BodyBudget.PART * bodyBytes));
        }
        requirePositive("bodyTimeout", bodyTimeout.toMillis());
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
