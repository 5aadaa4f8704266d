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
     * @param payload kept, not copied, until the commit
     */
    void append(long shard, long sequence, long arrivalMillis, byte[] payload) throws IOException;

    /** Makes everything staged durable with one force, then visible. */
    void commit() throws IOException;
}
