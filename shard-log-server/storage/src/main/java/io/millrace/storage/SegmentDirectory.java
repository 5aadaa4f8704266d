package io.millrace.storage;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** The one seam between the log and the disk. Fault injection implements it; nothing else touches files. */
public interface SegmentDirectory extends Closeable {
    /** The names of the files, sorted. */
    List<String> list() throws IOException;

    /** Opens a file, making it if it is not there. */
    SegmentFile open(String name) throws IOException;

    void delete(String name) throws IOException;

    /** Puts a file in the place of another, which may be there. */
    void rename(String from, String to) throws IOException;

    /** A number that nobody who writes records can guess. */
    long secret();

    /** What is left of the volume for this process. */
    long freeBytes() throws IOException;

    /** Makes what was made, renamed and deleted so far durable. */
    void force() throws IOException;
}
