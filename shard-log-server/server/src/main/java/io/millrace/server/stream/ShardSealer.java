package io.millrace.server.stream;

import io.millrace.storage.Extent;
import java.io.IOException;
import java.util.List;

/** Ends shards in the log, by their numbers there, or takes that back. */
public interface ShardSealer {
    /** What each shard holds for good, in the given order; on failure none is sealed. */
    List<Extent> seal(List<Long> shards) throws IOException;

    void unseal(List<Long> shards) throws IOException;
}
