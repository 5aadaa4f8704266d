package io.millrace.flink.sink;

import io.millrace.flink.proxy.StreamProxy;
import java.io.Serializable;
import java.time.Duration;

/**
 * When a writer sends what it has gathered.
 *
 * @param batchRecords 1 to 500
 * @param batchBytes up to 5 MiB, data and partition keys together
 * @param linger the longest an element waits for others
 */
public record SinkLimits(int batchRecords, long batchBytes, Duration linger) implements Serializable {
    private static final long serialVersionUID = 1L;
    public static final SinkLimits DEFAULT =
            new SinkLimits(StreamProxy.PUT_RECORDS_MAX, StreamProxy.PUT_BYTES_MAX, Duration.ofSeconds(1));

    public SinkLimits {
        if (batchRecords < 1 || batchRecords > StreamProxy.PUT_RECORDS_MAX) {
            throw new IllegalArgumentException("records per batch out of [1, 500]: " + batchRecords);
        }
        if (batchBytes < StreamProxy.RECORD_BYTES_MAX || batchBytes > StreamProxy.PUT_BYTES_MAX) {
            throw new IllegalArgumentException("bytes per batch out of [1 MiB, 5 MiB]: " + batchBytes);
        }
        if (linger.isNegative() || linger.isZero()) {
            throw new IllegalArgumentException("linger: " + linger);
        }
    }
}
