package io.millrace.flink.source.enumerator;

import io.millrace.model.ShardId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who holds which shard, and an even share for everyone. A share is reserved for readers that are not registered yet, so
 * that the first to come does not take all, and a bounded job runs even if its readers run one after the other.
 */
final class Shares {
    static final int NOBODY = -1;

    private final boolean bounded;
    private final Map<ShardId, Integer> holders = new HashMap<>();
    private final Map<ShardId, Integer> finishers = new HashMap<>();
    private final Set<Integer> signalled = new HashSet<>();

    /** In a bounded source the shards a reader has finished count against its share. */
    Shares(boolean bounded) {
        this.bounded = bounded;
    }

    /** The registered reader that has the least and not yet its share of {@code unfinished} shards; or nobody. */
    int readerFor(Set<Integer> registered, int parallelism, int unfinished) {
        int best = NOBODY;
        for (int reader : new TreeSet<>(registered)) {
            boolean open = !signalled.contains(reader) && !full(reader, parallelism, unfinished);
            if (open && (best == NOBODY || load(reader) < load(best))) {
                best = reader;
            }
        }
        return best;
    }

    boolean full(int reader, int parallelism, int unfinished) {
        int total = unfinished + (bounded ? finishers.size() : 0);
        int share = total / parallelism + (reader < total % parallelism ? 1 : 0);
        return load(reader) >= share;
    }

    private int load(int reader) {
        return count(holders, reader) + (bounded ? count(finishers, reader) : 0);
    }

    private static int count(Map<ShardId, Integer> readers, int reader) {
        return (int) readers.values().stream().filter(one -> one == reader).count();
    }

    void gave(int reader, ShardId shard) {
        holders.put(shard, reader);
    }

    /** Whether a reader that is still there, and was not forgotten, reads the shard or has read it. */
    boolean withAnother(ShardId shard) {
        return holders.containsKey(shard) || finishers.containsKey(shard);
    }

    void finished(ShardId shard, int reader) {
        holders.remove(shard);
        finishers.put(shard, reader);
    }

    /** True the first time for a reader: it is given no more from then on. */
    boolean signalOnce(int reader) {
        return signalled.add(reader);
    }

    /** The reader is gone, or new. */
    void forget(int reader) {
        holders.values().removeIf(holder -> holder == reader);
        finishers.values().removeIf(finisher -> finisher == reader);
        signalled.remove(reader);
    }
}
