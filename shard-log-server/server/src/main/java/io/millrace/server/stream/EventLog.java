package io.millrace.server.stream;

import java.io.IOException;
import java.util.List;

/** Where {@link Streams} keeps its events. Belongs to one thread at a time. */
public interface EventLog {
    /** What was appended since the last snapshot, behind that snapshot, oldest first. */
    List<byte[]> replay() throws IOException;

    /** Durable when it returns. */
    void append(byte[] record) throws IOException;

    /** Takes the place of everything before. */
    void snapshot(byte[] state) throws IOException;
}
