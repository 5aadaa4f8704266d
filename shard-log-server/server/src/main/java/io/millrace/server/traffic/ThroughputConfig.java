package io.millrace.server.traffic;

/**
 * What a shard takes and gives in a second; source: the quotas of Kinesis Data Streams.
 *
 * @param enforced whether callers that ask for more are refused; how busy a shard is is measured by the limits anyway
 * @param writeBytes of data and partition keys
 * @param readBytes of records; a call may bring more, and the calls after it wait until that is paid for
 * @param reads calls of GetRecords
 */
public record ThroughputConfig(boolean enforced, int writeBytes, int writeRecords, int readBytes, int reads) {
    public static final ThroughputConfig DEFAULT = new ThroughputConfig(true, 1 << 20, 1_000, 2 << 20, 5);

    public ThroughputConfig {
        if (writeBytes < 1 || writeRecords < 1 || readBytes < 1 || reads < 1) {
            throw new IllegalArgumentException("a shard that takes %d bytes and %d records, gives %d bytes in %d calls"
                    .formatted(writeBytes, writeRecords, readBytes, reads));
        }
    }
}
