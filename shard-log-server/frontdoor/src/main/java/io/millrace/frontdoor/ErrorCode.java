package io.millrace.frontdoor;

/** An error a service promises its callers. Each service lists its own in one enum. */
public interface ErrorCode {
    /** The wire name, as in {@code __type}. */
    String wireName();

    int httpStatus();

    default ApiException because(String message) {
        return new ApiException(this, message);
    }
}
