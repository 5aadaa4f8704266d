package io.millrace.trino;

import static io.trino.plugin.base.Versions.checkStrictSpiVersionMatch;

import com.google.inject.Injector;
import io.airlift.bootstrap.Bootstrap;
import io.trino.plugin.base.ConnectorContextModule;
import io.trino.spi.connector.Connector;
import io.trino.spi.connector.ConnectorContext;
import io.trino.spi.connector.ConnectorFactory;
import java.util.Map;

/** Makes a catalog's connector from its properties. */
final class MillraceConnectorFactory implements ConnectorFactory {
    @Override
    public String getName() {
        return "millrace";
    }

    @Override
    public Connector create(String catalogName, Map<String, String> config, ConnectorContext context) {
        checkStrictSpiVersionMatch(context, this);
        Injector injector = new Bootstrap(
                        "io.millrace.bootstrap.catalog." + catalogName,
                        new ConnectorContextModule(catalogName, context),
                        new MillraceModule())
                .doNotInitializeLogging()
                .disableSystemProperties()
                .setRequiredConfigurationProperties(config)
                .initialize();
        return injector.getInstance(MillraceConnector.class);
    }
}
