package io.millrace.storage;

import java.io.Closeable;
import java.io.IOException;

/**
 * The right to append. Belongs to one thread, which is never interrupted. After any failure the writer is dead: only
 * {@link LogStore#openWriter}, which recovers, goes on.
 */
public interface LogWriter extends Closeable {
    /**
     * Stages a record; nobody reads it before {@link #commit}. Sequences of a shard grow, arrivals never fall. Throws
     * {@link IllegalStateException} if the shard is sealed.
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

    /**
     * Ends a shard of which nothing is staged: no writer of this store appends to it from now on. Callers seal again
     * when they open, as they trim and drop again.
     *
     * @return what the shard holds, whose end is final
     */
    Extent seal(long shard) throws IOException;
}
