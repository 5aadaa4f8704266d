package io.millrace.server.stream;

import io.millrace.model.HashKeyRange;
import io.millrace.model.ShardId;
import io.millrace.server.stream.StreamEvent.CapacityChanged;
import io.millrace.server.stream.StreamEvent.ShardsReplaced;
import io.millrace.storage.Extent;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** How shards take the place of others. Used by the thread of changes. */
final class ShardChanges {
    private final Streams streams;
    private final StreamLog log;
    private final StreamsConfig config;

    ShardChanges(Streams streams, StreamLog log, StreamsConfig config) {
        this.streams = streams;
        this.log = log;
        this.config = config;
    }

    Resharding reshard(Resharding.Wish wish, ShardSealer sealer) throws IOException {
        Optional<Stream> found = streams.find(wish.streamId());
        if (found.isEmpty()) {
            return new Resharding.Gone();
        }
        Stream stream = found.get();
        if (streams.statusOf(stream) != StreamStatus.ACTIVE) {
            return new Resharding.NotActive(streams.statusOf(stream));
        }
        List<Shard> parents = new ArrayList<>();
        for (ShardId id : wish.parents()) {
            Optional<Shard> parent = stream.shard(id).filter(Shard::isOpen);
            if (parent.isEmpty()) {
                return new Resharding.NotOpen(id);
            }
            parents.add(parent.get());
        }
        int open = streams.openShards();
        if (open - parents.size() + wish.children().size() > config.shardsMax()) {
            return new Resharding.TooManyShards(open, config.shardsMax());
        }
        replace(stream, parents, wish.children(), sealer);
        return new Resharding.Done(log.table().find(stream.id()).orElseThrow());
    }

    /** One step of a stream towards the number of shards it is to have; returns whether there may be another. */
    boolean scale(Stream stream, ShardSealer sealer) throws IOException {
        Optional<Stream> found = streams.find(stream.id())
                .filter(current -> current.life().gone().isEmpty());
        OptionalInt target = found.map(current -> current.capacity().target()).orElse(OptionalInt.empty());
        if (target.isEmpty()) {
            return false;
        }
        Stream current = found.get();
        Optional<Resharding.Wish> step = Rescaling.next(current, HashKeyRange.even(target.getAsInt()));
        if (step.isEmpty()) {
            Instant settled = Streams.milliseconds(streams.now()).plus(config.updating());
            log.remember(new CapacityChanged(
                    current.id(), settled, current.capacity().arrived()));
            return false;
        }
        replace(current, parents(current, step.get()), step.get().children(), sealer);
        return true;
    }

    private static List<Shard> parents(Stream stream, Resharding.Wish wish) {
        return wish.parents().stream().map(id -> stream.shard(id).orElseThrow()).toList();
    }

    private void replace(Stream stream, List<Shard> parents, List<HashKeyRange> children, ShardSealer sealer)
            throws IOException {
        List<Long> logs = parents.stream().map(Shard::log).toList();
        log.sealing(() -> sealer.unseal(logs));
        try {
            List<Extent> extents = sealer.seal(logs);
            Instant now = Streams.milliseconds(streams.now());
            Map<ShardId, Shard.End> closed = new HashMap<>();
            for (int index = 0; index < logs.size(); index++) {
                Extent extent = extents.get(index);
                closed.put(parents.get(index).id(), new Shard.End(extent.next(), extent.lastArrivalMillis(), now));
            }
            List<Shard> opened =
                    stream.shardMap().children(parents, children, log.table().nextShardNumber(), now);
            // Throws, before anything is remembered, if the children do not own what the parents did.
            ShardMap after = stream.shardMap().replaced(closed, opened);
            log.remember(new ShardsReplaced(stream.id(), now.plus(config.updating()), closed, opened), after);
        } catch (IOException | RuntimeException e) {
            log.undo(e);
            throw e;
        }
    }
}
