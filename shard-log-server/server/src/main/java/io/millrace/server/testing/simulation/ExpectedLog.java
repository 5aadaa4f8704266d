package io.millrace.server.testing.simulation;

import static io.millrace.server.testing.simulation.Invariant.NONE_INVENTED;
import static io.millrace.server.testing.simulation.Invariant.NOTHING_BEHIND_A_SEAL;
import static io.millrace.server.testing.simulation.Invariant.THE_LOG_RECOVERS;

import io.millrace.server.write.Outcome;
import io.millrace.storage.Batch;
import io.millrace.storage.LogStore;
import io.millrace.storage.ReadLimit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** What callers were told of every shard, and what they were refused and may find nevertheless after a restart. */
final class ExpectedLog {
    private static final ReadLimit MANY = new ReadLimit(10_000, 1 << 30);

    private final SortedMap<Long, ExpectedShard> shards = new TreeMap<>();
    /** Batches whose commit failed, each to be found whole or not at all. */
    private final List<List<Draft>> inDoubt = new ArrayList<>();

    private List<Draft> lastCommit = List.of();
    private long acknowledged;

    ExpectedShard shard(long number) {
        return shards.computeIfAbsent(number, ExpectedShard::new);
    }

    Set<Long> numbers() {
        return shards.keySet();
    }

    long someNumber(RandomGenerator random) {
        return List.copyOf(shards.keySet()).get(random.nextInt(shards.size()));
    }

    /** How many records were acknowledged. */
    long acknowledged() {
        return acknowledged;
    }

    /** How many records of the shard the last commit made durable. */
    long inLastCommit(long shard) {
        return lastCommit.stream().filter(draft -> draft.shard() == shard).count();
    }

    /** Takes the answers to the requests of one commit; returns how many were acknowledged. */
    int answer(List<Request> turn) {
        List<Draft> durable = new ArrayList<>();
        List<Draft> refused = new ArrayList<>();
        int told = 0;
        for (Request request : turn) {
            switch (request.outcome().join()) {
                case Outcome.Acknowledged answer -> {
                    acknowledge(request.drafts(), answer.places());
                    durable.addAll(request.drafts());
                    told++;
                }
                case Outcome.Failed failed -> refused.addAll(request.drafts());
                case Outcome.Full full -> throw new InvariantViolation(THE_LOG_RECOVERS, "it is full without a limit");
                case Outcome.Sealed sealed -> requireClosed(request.drafts());
                case Outcome.Throttled throttled ->
                    throw new InvariantViolation(THE_LOG_RECOVERS, "throttled with an empty queue");
            }
        }
        if (!durable.isEmpty()) {
            // A later commit proves that every failed one before it was cut.
            inDoubt.clear();
            lastCommit = durable;
        }
        if (!refused.isEmpty()) {
            inDoubt.add(refused);
        }
        return told;
    }

    private void requireClosed(List<Draft> drafts) {
        if (drafts.stream().noneMatch(draft -> shard(draft.shard()).mayBeClosed())) {
            throw new InvariantViolation(THE_LOG_RECOVERS, "an open shard is said to be closed");
        }
    }

    private void acknowledge(List<Draft> drafts, List<Outcome.Place> places) {
        if (drafts.size() != places.size()) {
            throw new InvariantViolation(
                    NONE_INVENTED, "%d places for %d records".formatted(places.size(), drafts.size()));
        }
        for (int index = 0; index < drafts.size(); index++) {
            Outcome.Place place = places.get(index);
            if (shard(drafts.get(index).shard()).isClosed()) {
                throw new InvariantViolation(NOTHING_BEHIND_A_SEAL, "a closed shard takes a record");
            }
            shard(drafts.get(index).shard()).add(drafts.get(index), place.sequence(), place.arrivalMillis());
        }
        acknowledged += drafts.size();
    }

    void forget(long shard) {
        shards.remove(shard);
    }

    /**
     * Takes in what a restart has found of the batches that had failed. Whatever was found is as good as acknowledged.
     *
     * @throws IOException from the store
     */
    void resolve(LogStore store) throws IOException {
        while (!inDoubt.isEmpty()) {
            adopt(
                    store,
                    inDoubt.getFirst().stream()
                            .filter(draft -> shards.containsKey(draft.shard()))
                            .toList());
            inDoubt.removeFirst();
        }
        shards.values().forEach(ExpectedShard::restart);
    }

    private void adopt(LogStore store, List<Draft> batch) throws IOException {
        Map<Long, Iterator<Batch.Entry>> rest = new HashMap<>();
        for (Draft draft : batch) {
            long shard = draft.shard();
            rest.put(
                    shard,
                    store.read(shard, shard(shard).next(), MANY).entries().iterator());
        }
        int found = 0;
        for (Draft draft : batch) {
            Iterator<Batch.Entry> entries = Objects.requireNonNull(rest.get(draft.shard()));
            if (!entries.hasNext()) {
                continue;
            }
            Batch.Entry entry = entries.next();
            if (draft.isIn(entry.payload())) {
                shard(draft.shard()).add(draft, entry.sequence(), entry.arrivalMillis());
                found++;
            }
        }
        if (found > 0 && found < batch.size()) {
            throw new InvariantViolation(
                    NONE_INVENTED, "%d of %d records of a batch that failed".formatted(found, batch.size()));
        }
        if (found > 0) {
            lastCommit = batch;
        }
    }
}
