package io.millrace.flink.proxy;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One answer to a read.
 *
 * @param nextIterator where to read on; null if the shard is closed and drained
 * @param millisBehindLatest how far the read is behind the newest record of the shard; 0 at the tip
 * @param serverTime the service's clock when it answered, cut to the second
 */
public record RecordBatch(
        List<StreamRecord> records, @Nullable String nextIterator, long millisBehindLatest, Instant serverTime) {
    public RecordBatch {
        records = List.copyOf(records);
    }

    /** Nothing was there to read when the service answered. */
    public boolean atTip() {
        return records.isEmpty() && millisBehindLatest == 0;
    }
}
