package io.millrace.storage;

import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.Arrays;

/**
 * The shards of a {@link StagedBatch}. Each has a slot, which it keeps from batch to batch; numbers in columns, as in {@link
 * StagedRecords}. One thread.
 */
final class StagedShards {
    private static final int ROOM_AT_FIRST = 64;
    /** Shards whose slots are kept from batch to batch. */
    private static final int KEPT_MAX = 50_000;

    private final Long2IntOpenHashMap slots = new Long2IntOpenHashMap();
    // By slot.
    private long[] numbers = new long[ROOM_AT_FIRST];
    private int[] firsts = new int[ROOM_AT_FIRST];
    private int[] lasts = new int[ROOM_AT_FIRST];
    private long[] runBytes = new long[ROOM_AT_FIRST];
    /** Slots that something is staged of, in the order of their first records. */
    private int[] order = new int[ROOM_AT_FIRST];

    private int count;

    StagedShards() {
        slots.defaultReturnValue(StagedRecords.NONE);
    }

    int slot(long shard) {
        int known = slots.get(shard);
        return known == StagedRecords.NONE ? added(shard) : known;
    }

    private int added(long shard) {
        int slot = slots.size();
        if (slot == numbers.length) {
            int room = 2 * slot;
            numbers = Arrays.copyOf(numbers, room);
            firsts = Arrays.copyOf(firsts, room);
            lasts = Arrays.copyOf(lasts, room);
            runBytes = Arrays.copyOf(runBytes, room);
            order = Arrays.copyOf(order, room);
        }
        slots.put(shard, slot);
        numbers[slot] = shard;
        empty(slot);
        return slot;
    }

    private void empty(int slot) {
        firsts[slot] = StagedRecords.NONE;
        lasts[slot] = StagedRecords.NONE;
        runBytes[slot] = StagedBatch.RUN_BYTES;
    }

    /**
     * Notes a record of the shard in a slot; returns the one before it, or {@link StagedRecords#NONE}.
     *
     * @param bytes of the shard's last run, the record included
     */
    int append(int slot, int record, long bytes) {
        int before = lasts[slot];
        if (before == StagedRecords.NONE) {
            firsts[slot] = record;
            order[count++] = slot;
        }
        lasts[slot] = record;
        runBytes[slot] = bytes;
        return before;
    }

    /** Whether anything of the shard is staged. */
    boolean holds(long shard) {
        int known = slots.get(shard);
        return known != StagedRecords.NONE && firsts[known] != StagedRecords.NONE;
    }

    /** How many shards something is staged of. */
    int count() {
        return count;
    }

    /** The slot of such a shard. */
    int inOrder(int index) {
        return order[index];
    }

    long number(int slot) {
        return numbers[slot];
    }

    int first(int slot) {
        return firsts[slot];
    }

    /** Of the shard's last run; a full one's if there is none. */
    long runBytes(int slot) {
        return runBytes[slot];
    }

    void clear() {
        for (int index = 0; index < count; index++) {
            empty(order[index]);
        }
        count = 0;
        if (slots.size() > KEPT_MAX) {
            slots.clear();
        }
    }
}
