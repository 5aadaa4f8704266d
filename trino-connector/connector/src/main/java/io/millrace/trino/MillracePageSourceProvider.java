package io.millrace.trino;

import com.google.inject.Inject;
import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.connector.ConnectorPageSource;
import io.trino.spi.connector.ConnectorPageSourceProvider;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorSplit;
import io.trino.spi.connector.ConnectorTableCredentials;
import io.trino.spi.connector.ConnectorTableHandle;
import io.trino.spi.connector.ConnectorTransactionHandle;
import io.trino.spi.connector.DynamicFilter;
import io.trino.spi.connector.MemoryContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/** Opens splits. */
final class MillracePageSourceProvider implements ConnectorPageSourceProvider {
    private final StreamClient streams;
    private final ExecutorService executor;

    @Inject
    MillracePageSourceProvider(StreamClient streams, ExecutorService executor) {
        this.streams = streams;
        this.executor = executor;
    }

    @Override
    public ConnectorPageSource createPageSource(
            ConnectorTransactionHandle transaction,
            ConnectorSession session,
            ConnectorSplit split,
            ConnectorTableHandle table,
            Optional<ConnectorTableCredentials> tableCredentials,
            List<ColumnHandle> columns,
            DynamicFilter dynamicFilter,
            MemoryContext memoryContext) {
        MillraceTableHandle handle = (MillraceTableHandle) table;
        MillraceSplit range = (MillraceSplit) split;
        List<MillraceColumnHandle> wanted =
                columns.stream().map(MillraceColumnHandle.class::cast).toList();
        ShardReader reader = new ShardReader(streams, handle.stream(), range, new ReadBounds(handle.enforced()));
        RecordPages pages = new RecordPages(range.shardId(), handle.columns(), wanted);
        return new MillracePageSource(reader, pages, handle.limit(), memoryContext, executor);
    }
}
