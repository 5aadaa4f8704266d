package io.millrace.flink.table;

import io.millrace.flink.proxy.StreamProxyFactory;
import io.millrace.flink.sink.MillraceSink;
import io.millrace.flink.sink.SinkLimits;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.format.EncodingFormat;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.sink.SinkV2Provider;
import org.apache.flink.table.connector.sink.abilities.SupportsPartitioning;
import org.apache.flink.table.connector.sink.abilities.SupportsWritingMetadata;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;
import org.jspecify.annotations.Nullable;

/** A stream to write. */
final class MillraceTableSink implements DynamicTableSink, SupportsPartitioning, SupportsWritingMetadata {
    private static final String PARTITION_KEY = "partition-key";
    private static final int NO_COLUMN = -1;

    private final StreamProxyFactory stream;
    private final SinkLimits limits;
    private final EncodingFormat<SerializationSchema<RowData>> format;
    private final KeyColumns key;
    private final @Nullable Integer parallelism;

    /** Written by the planner before it asks for the runtime provider. */
    private List<String> metadata = List.of();

    MillraceTableSink(
            StreamProxyFactory stream,
            SinkLimits limits,
            EncodingFormat<SerializationSchema<RowData>> format,
            KeyColumns key,
            @Nullable Integer parallelism) {
        this.stream = stream;
        this.limits = limits;
        this.format = format;
        this.key = key;
        this.parallelism = parallelism;
    }

    @Override
    public ChangelogMode getChangelogMode(ChangelogMode requestedMode) {
        return format.getChangelogMode();
    }

    @Override
    public SinkRuntimeProvider getSinkRuntimeProvider(Context context) {
        List<LogicalType> types = key.physicalType().getLogicalType().getChildren();
        int keyColumn = metadata.contains(PARTITION_KEY) ? types.size() + metadata.indexOf(PARTITION_KEY) : NO_COLUMN;
        RowData.FieldGetter[] physical = new RowData.FieldGetter[metadata.isEmpty() ? 0 : types.size()];
        for (int index = 0; index < physical.length; index++) {
            physical[index] = RowData.createFieldGetter(types.get(index), index);
        }
        RowConverter converter = new RowConverter(
                format.createRuntimeEncoder(context, key.physicalType()), new RowKey(key, keyColumn), physical);
        MillraceSink<RowData> sink = new MillraceSink<>(stream, converter, limits);
        return parallelism == null ? SinkV2Provider.of(sink) : SinkV2Provider.of(sink, parallelism);
    }

    @Override
    public void applyStaticPartition(Map<String, String> partition) {
        // The planner puts the values into the rows, where the key is read from.
    }

    @Override
    public Map<String, DataType> listWritableMetadata() {
        return Map.of(PARTITION_KEY, DataTypes.STRING());
    }

    @Override
    public void applyWritableMetadata(List<String> keys, DataType consumedDataType) {
        this.metadata = List.copyOf(keys);
    }

    @Override
    public DynamicTableSink copy() {
        MillraceTableSink copy = new MillraceTableSink(stream, limits, format, key, parallelism);
        copy.metadata = metadata;
        return copy;
    }

    @Override
    public String asSummaryString() {
        return "Millrace stream " + stream.streamName();
    }
}
