package io.millrace.flink.proxy;

import io.millrace.model.ShardId;
import java.time.Duration;
import java.util.List;

/** One stream. Every call waits for its answer and makes one attempt: who calls decides about retries. */
public interface StreamProxy extends AutoCloseable {
    /** The most records one {@link #put} takes. */
    int PUT_RECORDS_MAX = 500;

    /** The most bytes, data and partition keys together, one {@link #put} takes. */
    int PUT_BYTES_MAX = 5 * 1024 * 1024;

    /** The most bytes of one record, data and partition key together. */
    int RECORD_BYTES_MAX = 1024 * 1024;

    /** Every shard whose records are still retained, open or closed. */
    ShardListing listShards() throws StreamException;

    /** An opaque token from which {@link #records} reads on; it lives for five minutes. */
    String iterator(ShardId shard, ShardPosition position) throws StreamException;

    /** The next records of {@code shard}, at most {@code limit}. */
    RecordBatch records(ShardId shard, String iterator, int limit) throws StreamException;

    /** How long the stream keeps a record. */
    Duration retention() throws StreamException;

    /**
     * Appends the entries and returns those that were refused, in the order of {@code entries}. An exception means that
     * any of them may have been appended.
     */
    List<PutFailure> put(List<PutEntry> entries) throws StreamException;

    @Override
    void close();
}
