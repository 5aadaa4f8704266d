package io.millrace.trino;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.util.concurrent.UncheckedExecutionException;
import com.google.inject.Inject;
import io.trino.spi.TrinoException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import software.amazon.awssdk.services.kinesis.model.Shard;

/**
 * Where the streams of each running query end. They are pinned once for a query, however many of its scans read the same
 * stream, so that all of them see the same records.
 */
final class StreamSnapshots {
    /** Queries that run at once and then some: what is left by one that ended without a word is pushed out. */
    private static final long SNAPSHOTS_MAX = 10_000;

    private final StreamClient streams;
    private final InstantSource clock;
    private final ExecutorService executor;
    private final Cache<Key, Snapshot> snapshots =
            CacheBuilder.newBuilder().maximumSize(SNAPSHOTS_MAX).build();

    private record Key(String queryId, StreamReference stream) {}

    /** A stream at one moment. */
    record Snapshot(Instant pinnedAt, List<PinnedShard> shards) {
        Snapshot {
            shards = List.copyOf(shards);
        }
    }

    /** A shard and where a query stops reading it. */
    record PinnedShard(String shardId, ShardEnd end) {}

    @Inject
    StreamSnapshots(StreamClient streams, InstantSource clock, ExecutorService executor) {
        this.streams = streams;
        this.clock = clock;
        this.executor = executor;
    }

    /** The same answer for the same query, until {@link #forget}. */
    Snapshot of(String queryId, StreamReference stream) {
        try {
            return snapshots.get(new Key(queryId, stream), () -> pin(stream));
        } catch (ExecutionException | UncheckedExecutionException e) {
            if (e.getCause() instanceof TrinoException cause) {
                throw cause;
            }
            throw new IllegalStateException("stream " + stream.name() + " could not be pinned", e);
        }
    }

    void forget(String queryId) {
        ConcurrentMap<Key, Snapshot> all = snapshots.asMap();
        all.keySet().removeIf(key -> key.queryId().equals(queryId));
    }

    private Snapshot pin(StreamReference stream) {
        Instant now = clock.instant();
        List<CompletableFuture<PinnedShard>> pins = new ArrayList<>();
        for (Shard shard : streams.shards(stream)) {
            pins.add(CompletableFuture.supplyAsync(
                    () -> new PinnedShard(shard.shardId(), end(stream, shard, now)), executor));
        }
        return new Snapshot(now, Futures.all(pins));
    }

    private ShardEnd end(StreamReference stream, Shard shard, Instant now) {
        boolean closed = shard.sequenceNumberRange().endingSequenceNumber() != null;
        return closed ? new ShardEnd.Drained() : new ShardEnd.Pinned(streams.latest(stream, shard.shardId()), now);
    }
}
