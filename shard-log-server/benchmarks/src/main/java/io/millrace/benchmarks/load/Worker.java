package io.millrace.benchmarks.load;

import java.io.Closeable;
import java.io.IOException;

/** One connection's share of a load. Belongs to one thread; any thread may close it, which fails the call under way. */
interface Worker extends Closeable {
    /** Makes one call and waits for its answer. */
    void turn(Tally tally) throws IOException;
}
