package io.millrace.storage;

import java.io.Closeable;
import java.io.IOException;

/**
 * The right to append. Belongs to one thread, which is never interrupted. After any failure the writer is dead: only
 * {@link LogStore#openWriter}, which recovers, goes on.
 */
public interface LogWriter extends Closeable {
    /**
     * Stages a record; nobody reads it before {@link #commit}. Sequences of a shard grow, arrivals never fall.
     *
     * @param content kept, and asked for its bytes at the commit
     */
    void append(long shard, long sequence, long arrivalMillis, RecordContent content) throws IOException;

    /** As {@link #append(long, long, long, RecordContent)}, of an array that is kept, not copied, until the commit. */
    default void append(long shard, long sequence, long arrivalMillis, byte[] payload) throws IOException {
        append(shard, sequence, arrivalMillis, RecordContent.of(payload));
    }

    /** Makes everything staged durable with one force, then visible. */
    void commit() throws IOException;
}
