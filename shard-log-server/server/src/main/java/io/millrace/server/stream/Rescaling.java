package io.millrace.server.stream;

import io.millrace.model.HashKey;
import io.millrace.model.HashKeyRange;
import io.millrace.model.ShardId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The way from the shards a stream has to ranges somebody wants. Shards that stand across a wanted border are split there,
 * then those within a wanted range are merged two by two. So no shard has more than two parents.
 */
final class Rescaling {
    private Rescaling() {}

    /** The next change, or empty if the open shards have the wanted ranges. */
    static Optional<Resharding.Wish> next(Stream stream, List<HashKeyRange> wanted) {
        Optional<Resharding.Wish> splits = splits(stream, wanted);
        return splits.isPresent() ? splits : merges(stream, wanted);
    }

    private static Optional<Resharding.Wish> splits(Stream stream, List<HashKeyRange> wanted) {
        List<ShardId> parents = new ArrayList<>();
        List<HashKeyRange> children = new ArrayList<>();
        for (Shard shard : stream.openShards()) {
            List<HashKeyRange> pieces = wanted.stream()
                    .filter(range -> range.intersects(shard.range()))
                    .map(range -> new HashKeyRange(
                            later(range.start(), shard.range().start()),
                            earlier(range.end(), shard.range().end())))
                    .toList();
            if (pieces.size() > 1) {
                parents.add(shard.id());
                children.addAll(pieces);
            }
        }
        return wish(stream, parents, children);
    }

    private static Optional<Resharding.Wish> merges(Stream stream, List<HashKeyRange> wanted) {
        List<ShardId> parents = new ArrayList<>();
        List<HashKeyRange> children = new ArrayList<>();
        for (HashKeyRange range : wanted) {
            List<Shard> within = stream.openShards().stream()
                    .filter(shard -> range.contains(shard.range().start()))
                    .toList();
            for (int index = 0; index + 1 < within.size(); index += 2) {
                Shard low = within.get(index);
                Shard high = within.get(index + 1);
                parents.add(low.id());
                parents.add(high.id());
                children.add(new HashKeyRange(low.range().start(), high.range().end()));
            }
        }
        return wish(stream, parents, children);
    }

    private static Optional<Resharding.Wish> wish(Stream stream, List<ShardId> parents, List<HashKeyRange> children) {
        return parents.isEmpty() ? Optional.empty() : Optional.of(new Resharding.Wish(stream.id(), parents, children));
    }

    private static HashKey later(HashKey one, HashKey other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static HashKey earlier(HashKey one, HashKey other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
