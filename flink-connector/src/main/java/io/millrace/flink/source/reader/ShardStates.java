package io.millrace.flink.source.reader;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The states of the shards a task reads; only the task's thread touches them. */
final class ShardStates implements FetchedRecords.TipListener {
    private final Map<String, ShardState> states = new HashMap<>();

    void add(ShardState state) {
        states.put(state.split().splitId(), state);
    }

    void remove(String split) {
        states.remove(split);
    }

    @Override
    public void completeUntil(String split, Instant instant) {
        ShardState state = states.get(split);
        if (state != null) {
            state.completeUntil(instant);
        }
    }
}
