package io.millrace.trino;

import com.google.inject.Inject;
import io.millrace.trino.StreamSnapshots.PinnedShard;
import io.millrace.trino.StreamSnapshots.Snapshot;
import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorSplitManager;
import io.trino.spi.connector.ConnectorSplitSource;
import io.trino.spi.connector.ConnectorTableHandle;
import io.trino.spi.connector.ConnectorTransactionHandle;
import io.trino.spi.connector.Constraint;
import io.trino.spi.connector.FixedSplitSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

/** Pins where the stream ends for this query, and cuts the shards that the conditions leave into splits. */
final class MillraceSplitManager implements ConnectorSplitManager {
    private final StreamSnapshots snapshots;
    private final ShardSlicer slicer;
    private final ExecutorService executor;

    @Inject
    MillraceSplitManager(StreamSnapshots snapshots, ShardSlicer slicer, ExecutorService executor) {
        this.snapshots = snapshots;
        this.slicer = slicer;
        this.executor = executor;
    }

    @Override
    public ConnectorSplitSource getSplits(
            ConnectorTransactionHandle transaction,
            ConnectorSession session,
            ConnectorTableHandle table,
            Set<ColumnHandle> dynamicFilterColumns,
            Constraint constraint) {
        MillraceTableHandle handle = (MillraceTableHandle) table;
        ReadBounds bounds = new ReadBounds(handle.enforced());
        int splitsPerShard = MillraceSessionProperties.splitsPerShard(session);
        Snapshot snapshot = snapshots.of(session.getQueryId(), handle.stream());
        List<CompletableFuture<List<MillraceSplit>>> splits = new ArrayList<>();
        for (PinnedShard shard : snapshot.shards()) {
            if (bounds.admitsShard(shard.shardId())) {
                splits.add(CompletableFuture.supplyAsync(
                        () -> slicer.slice(handle.stream(), shard, bounds.start(), snapshot.pinnedAt(), splitsPerShard),
                        executor));
            }
        }
        return new FixedSplitSource(
                Futures.all(splits).stream().flatMap(List::stream).toList());
    }
}
