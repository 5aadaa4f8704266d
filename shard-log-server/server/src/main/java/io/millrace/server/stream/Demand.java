package io.millrace.server.stream;

import java.time.Duration;
import java.util.Set;

/** How busy shards are with writes. */
public interface Demand {
    /**
     * The share of its write limit that callers asked of a shard, refused records included: 1 is all of it.
     *
     * @param since the last time this was asked, which is forgotten now
     */
    double takeUse(Shard shard, Duration since);

    /** Forgets all shards but these, by their numbers in the log. */
    void retain(Set<Long> logs);
}
