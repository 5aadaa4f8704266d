package io.millrace.benchmarks.design;

import java.io.Closeable;
import java.io.IOException;

/** A way to keep the records of many shards on disk. Belongs to one thread. */
interface Design extends Closeable {
    /**
     * Stages the next record of a shard.
     *
     * @param payload kept, not copied
     */
    void append(int shard, byte[] payload) throws IOException;

    /** Makes everything staged durable with one force. */
    void commit() throws IOException;

    /** Waits until every record is in its last place, and durable there. */
    void settle() throws IOException;

    /** Reads a whole shard from the start, verifies every checksum, and returns the bytes of payload. */
    long read(int shard) throws IOException;
}
