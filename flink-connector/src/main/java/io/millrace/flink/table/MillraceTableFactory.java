package io.millrace.flink.table;

import io.millrace.flink.proxy.KinesisStreams;
import io.millrace.flink.sink.SinkLimits;
import io.millrace.flink.source.SourceSettings;
import io.millrace.flink.source.reader.ReadLimits;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.ResolvedCatalogTable;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.format.EncodingFormat;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DeserializationFormatFactory;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.factories.SerializationFormatFactory;

/** Makes {@code 'connector' = 'millrace'} a table, to read and to write. */
public final class MillraceTableFactory implements DynamicTableSourceFactory, DynamicTableSinkFactory {
    public static final String IDENTIFIER = "millrace";

    private final Map<String, String> defaults;

    /** For Flink's discovery. */
    public MillraceTableFactory() {
        this(Map.of());
    }

    /** {@code defaults} are options that tables need not repeat, and that {@code SHOW CREATE TABLE} does not show. */
    public MillraceTableFactory(Map<String, String> defaults) {
        this.defaults = Map.copyOf(defaults);
    }

    @Override
    public String factoryIdentifier() {
        return IDENTIFIER;
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of(MillraceOptions.STREAM, FactoryUtil.FORMAT);
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return Set.of(
                MillraceOptions.ENDPOINT,
                MillraceOptions.REGION,
                MillraceOptions.ACCESS_KEY_ID,
                MillraceOptions.SECRET_KEY,
                MillraceOptions.INIT_POSITION,
                MillraceOptions.INIT_TIMESTAMP,
                MillraceOptions.INIT_TIMESTAMP_FORMAT,
                MillraceOptions.BOUNDED,
                MillraceOptions.EXPIRED_POSITION,
                MillraceOptions.DISCOVERY_INTERVAL,
                MillraceOptions.RECORDS_PER_FETCH,
                MillraceOptions.READ_INTERVAL,
                MillraceOptions.IDLE_INTERVAL,
                MillraceOptions.PARTITIONER,
                MillraceOptions.FIELD_DELIMITER,
                MillraceOptions.BATCH_RECORDS,
                MillraceOptions.BATCH_BYTES,
                MillraceOptions.LINGER,
                FactoryUtil.SOURCE_PARALLELISM,
                FactoryUtil.SINK_PARALLELISM);
    }

    @Override
    public DynamicTableSource createDynamicTableSource(Context tableContext) {
        Context context = withDefaults(tableContext);
        FactoryUtil.TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
        DecodingFormat<DeserializationSchema<RowData>> format =
                helper.discoverDecodingFormat(DeserializationFormatFactory.class, FactoryUtil.FORMAT);
        helper.validate();
        ReadableConfig options = helper.getOptions();
        SourceSettings settings = checked(() -> SourceSettings.of(stream(options))
                .from(StartOptions.read(options))
                .bounded(bounded(options, context.getConfiguration()))
                .ifExpired(options.get(MillraceOptions.EXPIRED_POSITION))
                .discoveringEvery(options.get(MillraceOptions.DISCOVERY_INTERVAL))
                .within(new ReadLimits(
                        options.get(MillraceOptions.RECORDS_PER_FETCH),
                        options.get(MillraceOptions.READ_INTERVAL),
                        options.get(MillraceOptions.IDLE_INTERVAL))));
        return new MillraceTableSource(
                settings,
                format,
                context.getPhysicalRowDataType(),
                options.getOptional(FactoryUtil.SOURCE_PARALLELISM).orElse(null));
    }

    @Override
    public DynamicTableSink createDynamicTableSink(Context tableContext) {
        Context context = withDefaults(tableContext);
        FactoryUtil.TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
        EncodingFormat<SerializationSchema<RowData>> format =
                helper.discoverEncodingFormat(SerializationFormatFactory.class, FactoryUtil.FORMAT);
        helper.validate();
        ReadableConfig options = helper.getOptions();
        SinkLimits limits = checked(() -> new SinkLimits(
                options.get(MillraceOptions.BATCH_RECORDS),
                options.get(MillraceOptions.BATCH_BYTES).getBytes(),
                options.get(MillraceOptions.LINGER)));
        return new MillraceTableSink(
                checked(() -> stream(options)),
                limits,
                format,
                KeyColumns.of(context.getCatalogTable(), options),
                options.getOptional(FactoryUtil.SINK_PARALLELISM).orElse(null));
    }

    private Context withDefaults(Context context) {
        if (defaults.isEmpty()) {
            return context;
        }
        Map<String, String> options = new HashMap<>(defaults);
        options.putAll(context.getCatalogTable().getOptions());
        ResolvedCatalogTable table = context.getCatalogTable().copy(options);
        return new FactoryUtil.DefaultDynamicTableContext(
                context.getObjectIdentifier(),
                table,
                context.getEnrichmentOptions(),
                context.getConfiguration(),
                context.getClassLoader(),
                context.isTemporary());
    }

    private static KinesisStreams stream(ReadableConfig options) {
        String stream = options.get(MillraceOptions.STREAM);
        return new KinesisStreams(stream, ClientOptions.read(options, stream));
    }

    private static boolean bounded(ReadableConfig options, ReadableConfig session) {
        return options.getOptional(MillraceOptions.BOUNDED)
                .orElseGet(() -> session.get(ExecutionOptions.RUNTIME_MODE) == RuntimeExecutionMode.BATCH);
    }

    private static <T> T checked(Supplier<T> settings) {
        try {
            return settings.get();
        } catch (IllegalArgumentException e) {
            throw new ValidationException(String.valueOf(e.getMessage()), e);
        }
    }
}
