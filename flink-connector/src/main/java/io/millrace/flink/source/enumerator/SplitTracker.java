package io.millrace.flink.source.enumerator;

import io.millrace.flink.proxy.ShardDescription;
import io.millrace.flink.proxy.ShardListing;
import io.millrace.flink.source.split.Progress;
import io.millrace.flink.source.split.ShardSplit;
import io.millrace.flink.source.split.StartPosition;
import io.millrace.model.ShardId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which shards there are, which of them a reader has and which are read. A shard is ready once all of its parents that
 * are tracked are finished. No clock, no network, one thread.
 */
final class SplitTracker {
    private static final Duration SERVER_TIME_STEP = Duration.ofSeconds(1);

    private final Map<ShardId, ShardSplit> unassigned;
    private final Set<ShardId> assigned;
    private final Set<ShardId> finished;
    private final Map<ShardId, Set<ShardId>> parents;
    private int lastSeen;

    private SplitTracker(EnumeratorState state) {
        this.lastSeen = state.lastSeen();
        this.unassigned =
                new TreeMap<>(state.unassigned().stream().collect(Collectors.toMap(ShardSplit::shard, split -> split)));
        this.assigned = new TreeSet<>(state.assigned());
        this.finished = new TreeSet<>(state.finished());
        this.parents = new TreeMap<>(state.parents());
    }

    static SplitTracker fresh() {
        return new SplitTracker(
                new EnumeratorState(EnumeratorState.NOTHING_SEEN, List.of(), Set.of(), Set.of(), Map.of()));
    }

    static SplitTracker restored(EnumeratorState state) {
        return new SplitTracker(state);
    }

    EnumeratorState state() {
        return new EnumeratorState(lastSeen, List.copyOf(unassigned.values()), assigned, finished, parents);
    }

    /** Whether the first listing was taken in. */
    boolean discovered() {
        return lastSeen > EnumeratorState.NOTHING_SEEN;
    }

    /**
     * Takes in the first listing: begins to track its shards. A bounded source shall read what had arrived by then.
     * Throws {@link IllegalArgumentException} if the start lies in the future.
     */
    void discoverFirst(ShardListing listing, StartPosition start, boolean bounded) {
        assert !discovered() : "the first listing comes once";
        Instant listedBefore = listing.serverTime().plus(SERVER_TIME_STEP);
        if (start instanceof StartPosition.AtTimestamp at && at.arrival().isAfter(listedBefore)) {
            throw new IllegalArgumentException("the start position %s lies in the future: the stream's time is %s"
                    .formatted(at.arrival(), listing.serverTime()));
        }
        for (ShardDescription shard : listing.shards()) {
            // A shard that is closed already takes no record that arrives from now on.
            if (shard.open() || !(start instanceof StartPosition.Latest)) {
                unassigned.put(
                        shard.id(),
                        ShardSplit.unread(
                                shard.id(), startOf(start, listing.serverTime()), bounded ? listedBefore : null));
            }
        }
        remember(listing);
    }

    private static Progress startOf(StartPosition start, Instant serverTime) {
        if (start instanceof StartPosition.AtTimestamp at) {
            return new Progress.FromTimestamp(at.arrival());
        }
        if (start instanceof StartPosition.Latest) {
            // Not the API's LATEST: a shard that stays empty would lose what arrives while the job is down.
            return new Progress.FromTimestamp(serverTime);
        }
        return new Progress.FromTrimHorizon();
    }

    /**
     * Takes in a later listing: tracks the shards that have come, forgets finished ones that are gone. Returns the shards
     * that came and went unread since the last listing.
     */
    Set<ShardId> discoverMore(ShardListing listing) {
        assert discovered() : "the first listing comes first";
        Set<ShardId> listed = new HashSet<>();
        listing.shards().forEach(shard -> listed.add(shard.id()));
        Set<ShardId> missed = new TreeSet<>();
        for (ShardDescription shard : listing.shards()) {
            if (shard.id().index() > lastSeen) {
                // It took over from a shard we read to the end: none of its records may be left out.
                unassigned.put(shard.id(), ShardSplit.unread(shard.id(), new Progress.FromTrimHorizon(), null));
                shard.parents().stream()
                        .filter(parent -> parent.index() > lastSeen && !listed.contains(parent))
                        .forEach(missed::add);
            }
        }
        remember(listing);
        finished.removeIf(shard -> !listed.contains(shard));
        parents.keySet().removeIf(shard -> !tracks(shard));
        return missed;
    }

    private void remember(ShardListing listing) {
        for (ShardDescription shard : listing.shards()) {
            lastSeen = Math.max(lastSeen, shard.id().index());
            if (tracks(shard.id())) {
                parents.putIfAbsent(
                        shard.id(),
                        shard.parents().stream().filter(this::tracks).collect(Collectors.toSet()));
            }
        }
    }

    private boolean tracks(ShardId shard) {
        return unassigned.containsKey(shard) || assigned.contains(shard) || finished.contains(shard);
    }

    /** Shards that can be handed out, in the order of their indexes. */
    List<ShardSplit> ready() {
        List<ShardSplit> ready = new ArrayList<>();
        for (ShardSplit split : unassigned.values()) {
            if (parents.getOrDefault(split.shard(), Set.of()).stream().noneMatch(this::unfinished)) {
                ready.add(split);
            }
        }
        return ready;
    }

    private boolean unfinished(ShardId shard) {
        return unassigned.containsKey(shard) || assigned.contains(shard);
    }

    /** How many tracked shards are not read to their end. */
    int unfinished() {
        return unassigned.size() + assigned.size();
    }

    boolean hasUnassigned() {
        return !unassigned.isEmpty();
    }

    /** A reader has the shard now. */
    void assigned(ShardId shard) {
        ShardSplit split = unassigned.remove(shard);
        assert split != null : "not unassigned: " + shard;
        assigned.add(shard);
    }

    /**
     * A reader that had the split is gone, and what it read since was rolled back with it: even a shard it has finished
     * since is read again.
     */
    void returned(ShardSplit split) {
        if (split.finished()) {
            finished(split.shard());
            return;
        }
        assigned.remove(split.shard());
        finished.remove(split.shard());
        unassigned.put(split.shard(), split);
    }

    /** A reader has read the shard to its end. */
    void finished(ShardId shard) {
        assigned.remove(shard);
        unassigned.remove(shard);
        finished.add(shard);
    }
}
