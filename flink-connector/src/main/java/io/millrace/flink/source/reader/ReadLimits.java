package io.millrace.flink.source.reader;

import java.io.Serializable;
import java.time.Duration;

/**
 * How a shard is read.
 *
 * @param recordsPerFetch 1 to 10,000, the API's own limit
 * @param interval between two reads of a shard at whose tip the reader is; five a second are what a shard allows
 * @param idleInterval the same once the shard has had nothing new for a while
 */
public record ReadLimits(int recordsPerFetch, Duration interval, Duration idleInterval) implements Serializable {
    private static final long serialVersionUID = 1L;
    public static final int RECORDS_PER_FETCH_MAX = 10_000;
    public static final ReadLimits DEFAULT =
            new ReadLimits(RECORDS_PER_FETCH_MAX, Duration.ofMillis(200), Duration.ofSeconds(1));

    public ReadLimits {
        if (recordsPerFetch < 1 || recordsPerFetch > RECORDS_PER_FETCH_MAX) {
            throw new IllegalArgumentException("records per fetch out of [1, 10000]: " + recordsPerFetch);
        }
        if (interval.isNegative() || idleInterval.compareTo(interval) < 0) {
            throw new IllegalArgumentException("read intervals: %s, idle %s".formatted(interval, idleInterval));
        }
    }
}
