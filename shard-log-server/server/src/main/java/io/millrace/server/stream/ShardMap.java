package io.millrace.server.stream;

import io.millrace.model.HashKeyRange;
import io.millrace.model.ShardId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The shards of a stream: the open ones, which own the ring of hash keys, and the closed ones still to be read. Never changes. */
public final class ShardMap {
    private final List<Shard> all;
    private final HashRing ring;

    /** Throws {@link IllegalArgumentException} if the open ones do not own the whole ring among them. */
    ShardMap(List<Shard> shards) {
        all = shards.stream().sorted(Comparator.comparing(Shard::id)).toList();
        ring = new HashRing(all.stream()
                .filter(Shard::isOpen)
                .sorted(Comparator.comparing(shard -> shard.range().start()))
                .toList());
    }

    /** Open and closed, in order of their ids. */
    public List<Shard> all() {
        return all;
    }

    /** In order of their ranges. */
    public List<Shard> open() {
        return ring.shards();
    }

    /** Who takes records of a hash key, given in two halves, both unsigned. */
    Shard owner(long high, long low) {
        return ring.find(high, low);
    }

    public Optional<Shard> find(ShardId id) {
        int low = 0;
        int high = all.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int compared = all.get(middle).id().compareTo(id);
            if (compared == 0) {
                return Optional.of(all.get(middle));
            }
            if (compared < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return Optional.empty();
    }

    /** Those made from a shard, in order of their ids. */
    public List<Shard> childrenOf(ShardId parent) {
        return all.stream().filter(shard -> shard.parents().contains(parent)).toList();
    }

    /** The id of the next shard; ids are not used again, and the youngest shard is always an open one. */
    ShardId nextId() {
        return new ShardId(all.getLast().id().index() + 1);
    }

    /**
     * Shards that would take the place of open ones, with the next ids; the log numbers count up from one given.
     *
     * @param ranges each becomes the child of those parents whose hash keys it gets
     */
    List<Shard> children(List<Shard> parents, List<HashKeyRange> ranges, long firstLog, Instant now) {
        List<Shard> children = new ArrayList<>();
        for (HashKeyRange range : ranges) {
            List<Shard> own = parents.stream()
                    .filter(parent -> parent.range().intersects(range))
                    .toList();
            // A number begins with the second in which its shard was made.
            Instant after = own.stream()
                    .map(parent ->
                            parent.created().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1))
                    .max(Comparator.naturalOrder())
                    .orElseThrow(() -> new IllegalArgumentException("a shard of nobody's hash keys: " + range));
            children.add(new Shard(
                    new ShardId(nextId().index() + children.size()),
                    firstLog + children.size(),
                    range,
                    now.isAfter(after) ? now : after,
                    own.stream().map(Shard::id).toList(),
                    Optional.empty()));
        }
        return children;
    }

    /** Shards closed, and others opened in their place. */
    ShardMap replaced(Map<ShardId, Shard.End> ends, List<Shard> opened) {
        Map<ShardId, Shard> shards = new HashMap<>();
        all.forEach(shard -> shards.put(shard.id(), shard));
        ends.forEach((id, end) -> shards.computeIfPresent(id, (same, shard) -> shard.closed(end)));
        List<Shard> after = new ArrayList<>(shards.values());
        after.addAll(opened);
        return new ShardMap(after);
    }

    ShardMap without(Set<ShardId> forgotten) {
        return new ShardMap(
                all.stream().filter(shard -> !forgotten.contains(shard.id())).toList());
    }

    @Override
    public boolean equals(@Nullable Object that) {
        return that instanceof ShardMap map && all.equals(map.all);
    }

    @Override
    public int hashCode() {
        return all.hashCode();
    }

    @Override
    public String toString() {
        return all.toString();
    }
}
