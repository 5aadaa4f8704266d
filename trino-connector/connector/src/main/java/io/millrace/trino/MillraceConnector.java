package io.millrace.trino;

import static io.trino.spi.transaction.IsolationLevel.READ_COMMITTED;
import static io.trino.spi.transaction.IsolationLevel.checkConnectorSupports;

import com.google.inject.Inject;
import io.airlift.bootstrap.LifeCycleManager;
import io.trino.spi.connector.Connector;
import io.trino.spi.connector.ConnectorMetadata;
import io.trino.spi.connector.ConnectorPageSourceProvider;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorSplitManager;
import io.trino.spi.connector.ConnectorTransactionHandle;
import io.trino.spi.session.PropertyMetadata;
import io.trino.spi.transaction.IsolationLevel;
import java.util.List;

/** One catalog, for reading. */
final class MillraceConnector implements Connector {
    private final LifeCycleManager lifeCycle;
    private final MillraceMetadata metadata;
    private final MillraceSplitManager splitManager;
    private final MillracePageSourceProvider pageSourceProvider;
    private final MillraceSessionProperties sessionProperties;

    @Inject
    MillraceConnector(
            LifeCycleManager lifeCycle,
            MillraceMetadata metadata,
            MillraceSplitManager splitManager,
            MillracePageSourceProvider pageSourceProvider,
            MillraceSessionProperties sessionProperties) {
        this.lifeCycle = lifeCycle;
        this.metadata = metadata;
        this.splitManager = splitManager;
        this.pageSourceProvider = pageSourceProvider;
        this.sessionProperties = sessionProperties;
    }

    @Override
    public ConnectorTransactionHandle beginTransaction(
            IsolationLevel isolationLevel, boolean readOnly, boolean autoCommit) {
        checkConnectorSupports(READ_COMMITTED, isolationLevel);
        return MillraceTransactionHandle.INSTANCE;
    }

    @Override
    public ConnectorMetadata getMetadata(ConnectorSession session, ConnectorTransactionHandle transaction) {
        return metadata;
    }

    @Override
    public ConnectorSplitManager getSplitManager() {
        return splitManager;
    }

    @Override
    public ConnectorPageSourceProvider getPageSourceProvider() {
        return pageSourceProvider;
    }

    @Override
    public List<PropertyMetadata<?>> getSessionProperties() {
        return sessionProperties.all();
    }

    @Override
    public void shutdown() {
        lifeCycle.stop();
    }
}
