package io.millrace.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One file, written by one thread and read by any. Never interrupt a thread that is in here. */
public interface SegmentFile extends Closeable {
    /** Writes all of the source; on failure any part of it may be there. */
    void write(ByteBuffer source, long position) throws IOException;

    /** Makes everything written so far, and the length, durable. A failure is final: what is durable is unknown. */
    void force() throws IOException;

    void truncate(long length) throws IOException;

    /** Reads at least one byte into a target with room, as many as it likes; none, or -1, at the end of the file only. */
    int read(ByteBuffer target, long position) throws IOException;

    /** As {@link #read}, of bytes that nobody is expected to want again soon: they need not be cached. */
    default int readOnce(ByteBuffer target, long position) throws IOException {
        return read(target, position);
    }

    long length() throws IOException;
}
