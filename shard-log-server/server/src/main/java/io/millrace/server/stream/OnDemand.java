package io.millrace.server.stream;

import io.millrace.model.HashKey;
import io.millrace.model.HashKeyRange;
import io.millrace.model.ShardId;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which shards of an on-demand stream to split and to merge. A shard is split in its middle while more than half
 * of it is used, so that a stream can always take twice what it takes; two neighbours are merged when both have used less
 * than an eighth for a long time. For one thread.
 */
final class OnDemand {
    private static final double SPLIT_ABOVE = 0.5;
    private static final double MERGE_BELOW = 0.125;

    private final OnDemandConfig config;
    private final Demand demand;
    /** By log number: since when a shard has been quiet, as far as was seen. */
    private final Map<Long, Instant> quietSince = new HashMap<>();

    OnDemand(OnDemandConfig config, Demand demand) {
        this.config = config;
        this.demand = demand;
    }

    /**
     * What to do now, if anything.
     *
     * @param since the last look
     */
    Optional<Resharding.Wish> next(Stream stream, Instant now, Duration since) {
        List<Shard> open = stream.openShards();
        List<Shard> hot = new ArrayList<>();
        for (Shard shard : open) {
            double use = demand.takeUse(shard, since);
            if (use > SPLIT_ABOVE && !shard.range().start().equals(shard.range().end())) {
                hot.add(shard);
            }
            if (use >= MERGE_BELOW) {
                quietSince.remove(shard.log());
            } else {
                quietSince.putIfAbsent(shard.log(), now);
            }
        }
        int room = Math.max(0, config.shardsMax() - open.size());
        List<Shard> toSplit = hot.subList(0, Math.min(room, hot.size()));
        return hot.isEmpty() ? merge(stream, now) : wish(stream, toSplit, halves(toSplit));
    }

    /** Forgets all shards but these. */
    void retain(Set<Long> logs) {
        quietSince.keySet().retainAll(logs);
        demand.retain(logs);
    }

    private static List<HashKeyRange> halves(List<Shard> shards) {
        List<HashKeyRange> halves = new ArrayList<>();
        for (Shard shard : shards) {
            BigInteger first = shard.range().start().value();
            BigInteger last = shard.range().end().value();
            BigInteger middle = first.add(last).shiftRight(1);
            halves.add(new HashKeyRange(shard.range().start(), new HashKey(middle)));
            halves.add(new HashKeyRange(
                    new HashKey(middle.add(BigInteger.ONE)), shard.range().end()));
        }
        return halves;
    }

    private Optional<Resharding.Wish> merge(Stream stream, Instant now) {
        int spare = stream.openShards().size()
                - Math.max(OnDemandConfig.SHARDS_MIN, stream.capacity().warmMiBps());
        List<Shard> merged = new ArrayList<>();
        List<HashKeyRange> ranges = new ArrayList<>();
        List<Shard> open = stream.openShards();
        for (int index = 0; index + 1 < open.size() && ranges.size() < spare; index++) {
            Shard low = open.get(index);
            Shard high = open.get(index + 1);
            if (isQuiet(low, now) && isQuiet(high, now)) {
                merged.add(low);
                merged.add(high);
                ranges.add(new HashKeyRange(low.range().start(), high.range().end()));
                index++;
            }
        }
        return wish(stream, merged, ranges);
    }

    private boolean isQuiet(Shard shard, Instant now) {
        Instant since = quietSince.get(shard.log());
        return since != null && !since.plus(config.quiet()).isAfter(now);
    }

    private static Optional<Resharding.Wish> wish(Stream stream, List<Shard> parents, List<HashKeyRange> children) {
        List<ShardId> ids = parents.stream().map(Shard::id).toList();
        return ids.isEmpty() ? Optional.empty() : Optional.of(new Resharding.Wish(stream.id(), ids, children));
    }
}
