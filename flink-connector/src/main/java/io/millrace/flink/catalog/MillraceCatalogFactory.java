package io.millrace.flink.catalog;

import io.millrace.flink.table.ClientOptions;
import io.millrace.flink.table.MillraceOptions;
import io.millrace.flink.table.MillraceTableFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.catalog.Catalog;
import org.apache.flink.table.catalog.CommonCatalogOptions;
import org.apache.flink.table.factories.CatalogFactory;
import org.apache.flink.table.factories.FactoryUtil;

/** Makes {@code 'type' = 'millrace'} a catalog. */
public final class MillraceCatalogFactory implements CatalogFactory {
    static final ConfigOption<String> DEFAULT_DATABASE = ConfigOptions.key(CommonCatalogOptions.DEFAULT_DATABASE_KEY)
            .stringType()
            .defaultValue("default")
            .withDescription("The database of names without one.");

    @Override
    public String factoryIdentifier() {
        return MillraceTableFactory.IDENTIFIER;
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of();
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return Set.of(
                DEFAULT_DATABASE,
                MillraceOptions.ENDPOINT,
                MillraceOptions.REGION,
                MillraceOptions.ACCESS_KEY_ID,
                MillraceOptions.SECRET_KEY);
    }

    @Override
    public Catalog createCatalog(Context context) {
        FactoryUtil.CatalogFactoryHelper helper = FactoryUtil.createCatalogFactoryHelper(this, context);
        helper.validate();
        ReadableConfig options = helper.getOptions();
        return new MillraceCatalog(
                context.getName(),
                options.get(DEFAULT_DATABASE),
                ClientOptions.read(options, null),
                present(options, MillraceOptions.ENDPOINT, MillraceOptions.REGION),
                present(options, MillraceOptions.ACCESS_KEY_ID, MillraceOptions.SECRET_KEY));
    }

    @SafeVarargs
    private static Map<String, String> present(ReadableConfig options, ConfigOption<String>... keys) {
        Map<String, String> present = new HashMap<>();
        for (ConfigOption<String> key : keys) {
            options.getOptional(key).ifPresent(value -> present.put(key.key(), value));
        }
        return present;
    }
}
