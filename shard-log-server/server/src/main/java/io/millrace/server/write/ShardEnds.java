package io.millrace.server.write;

import io.millrace.storage.Extent;
import io.millrace.storage.LogStore;
import io.millrace.storage.LogWriter;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Where the shards end, staged records included: what gives each record its sequence and arrival. The writer's thread's. */
final class ShardEnds {
    /** Shards whose ends are remembered between commits; more are looked up again. */
    private static final int REMEMBERED_MAX = 100_000;

    private final LogStore store;
    private final Long2ObjectOpenHashMap<End> ends = new Long2ObjectOpenHashMap<>();

    private static final class End {
        private final boolean sealed;
        private long next;
        private long lastArrivalMillis;

        End(Extent extent, boolean sealed) {
            this.sealed = sealed;
            next = extent.next();
            lastArrivalMillis = extent.lastArrivalMillis();
        }
    }

    ShardEnds(LogStore store) {
        this.store = store;
    }

    /** Stages the records of one request, all or none; returns what becomes of them if the writer commits. */
    Outcome stage(LogWriter writer, List<Append> appends, long nowMillis) throws IOException {
        End[] own = new End[appends.size()];
        for (int index = 0; index < own.length; index++) {
            own[index] = of(appends.get(index).shard());
            if (own[index].sealed) {
                // Before any is staged: they share one fate.
                return new Outcome.Sealed();
            }
        }
        List<Outcome.Place> places = new ArrayList<>(own.length);
        for (int index = 0; index < own.length; index++) {
            Append append = appends.get(index);
            End end = own[index];
            // The clock may go back; arrivals of a shard do not.
            long arrivalMillis = Math.max(nowMillis, end.lastArrivalMillis);
            writer.append(append.shard(), end.next, arrivalMillis, append.content());
            places.add(new Outcome.Place(end.next, arrivalMillis));
            end.next++;
            end.lastArrivalMillis = arrivalMillis;
        }
        return new Outcome.Acknowledged(places);
    }

    private End of(long shard) {
        End known = ends.get(shard);
        if (known != null) {
            return known;
        }
        End end = new End(store.extent(shard), store.isSealed(shard));
        ends.put(shard, end);
        return end;
    }

    void forget(long shard) {
        ends.remove(shard);
    }

    /** Recovery decides where each shard ends. */
    void forgetAll() {
        ends.clear();
    }

    /** Everything staged is committed: the store knows every end, too. */
    void committed() {
        if (ends.size() > REMEMBERED_MAX) {
            ends.clear();
        }
    }
}
