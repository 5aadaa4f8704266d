package io.millrace.server.write;

import io.millrace.storage.Extent;
import io.millrace.storage.LogStore;
import io.millrace.storage.LogWriter;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Where the shards end, staged records included: what gives each record its sequence and arrival. The writer's thread's. */
final class ShardEnds {
    /** Shards whose ends are remembered between commits; more are looked up again. */
    private static final int REMEMBERED_MAX = 100_000;

    private static final int SLOTS_AT_FIRST = 64;
    private static final int NONE = -1;

    private final LogStore store;
    private final Long2IntOpenHashMap slots = new Long2IntOpenHashMap();
    // By slot: in columns, since a request may have records of hundreds of shards, and an object of each is far away.
    private long[] nexts = new long[SLOTS_AT_FIRST];
    private long[] lastArrivals = new long[SLOTS_AT_FIRST];
    private boolean[] sealed = new boolean[SLOTS_AT_FIRST];
    private boolean[] known = new boolean[SLOTS_AT_FIRST];

    ShardEnds(LogStore store) {
        this.store = store;
        slots.defaultReturnValue(NONE);
    }

    /** Stages the records of one request, all or none; returns what becomes of them if the writer commits. */
    Outcome stage(LogWriter writer, List<Append> appends, long nowMillis) throws IOException {
        int[] own = new int[appends.size()];
        for (int index = 0; index < own.length; index++) {
            own[index] = slot(appends.get(index).shard());
            if (sealed[own[index]]) {
                // Before any is staged: they share one fate.
                return new Outcome.Sealed();
            }
        }
        List<Outcome.Place> places = new ArrayList<>(own.length);
        for (int index = 0; index < own.length; index++) {
            Append append = appends.get(index);
            int slot = own[index];
            // The clock may go back; arrivals of a shard do not.
            long arrivalMillis = Math.max(nowMillis, lastArrivals[slot]);
            writer.append(append.shard(), nexts[slot], arrivalMillis, append.content());
            places.add(new Outcome.Place(nexts[slot], arrivalMillis));
            nexts[slot]++;
            lastArrivals[slot] = arrivalMillis;
        }
        return new Outcome.Acknowledged(places);
    }

    /** Where the shard's end is remembered. */
    private int slot(long shard) {
        int slot = slots.get(shard);
        if (slot == NONE) {
            slot = slots.size();
            slots.put(shard, slot);
            if (slot == known.length) {
                grow();
            }
        }
        if (!known[slot]) {
            Extent extent = store.extent(shard);
            nexts[slot] = extent.next();
            lastArrivals[slot] = extent.lastArrivalMillis();
            sealed[slot] = store.isSealed(shard);
            known[slot] = true;
        }
        return slot;
    }

    private void grow() {
        int room = 2 * known.length;
        nexts = Arrays.copyOf(nexts, room);
        lastArrivals = Arrays.copyOf(lastArrivals, room);
        sealed = Arrays.copyOf(sealed, room);
        known = Arrays.copyOf(known, room);
    }

    void forget(long shard) {
        int slot = slots.get(shard);
        if (slot != NONE) {
            known[slot] = false;
        }
    }

    /** Recovery decides where each shard ends. */
    void forgetAll() {
        slots.clear();
        Arrays.fill(known, false);
    }

    /** Everything staged is committed: the store knows every end, too. */
    void committed() {
        if (slots.size() > REMEMBERED_MAX) {
            forgetAll();
        }
    }
}
