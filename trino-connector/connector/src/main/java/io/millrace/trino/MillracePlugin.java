package io.millrace.trino;

import io.trino.spi.Plugin;
import io.trino.spi.connector.ConnectorFactory;
import java.util.List;

/** What Trino finds in the plugin's directory: the connector {@code millrace}. */
public final class MillracePlugin implements Plugin {
    @Override
    public Iterable<ConnectorFactory> getConnectorFactories() {
        return List.of(new MillraceConnectorFactory());
    }
}
