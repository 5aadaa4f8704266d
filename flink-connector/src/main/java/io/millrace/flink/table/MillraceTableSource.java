package io.millrace.flink.table;

import io.millrace.flink.source.MillraceSource;
import io.millrace.flink.source.SourceSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsReadingMetadata;
import org.apache.flink.table.connector.source.abilities.SupportsWatermarkPushDown;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.jspecify.annotations.Nullable;

/** A stream to read. Watermarks are made per shard, in the source. */
final class MillraceTableSource implements ScanTableSource, SupportsReadingMetadata, SupportsWatermarkPushDown {
    /** Keeps the metadata keys of a format, such as a change log's, apart from ours. */
    private static final String FORMAT_PREFIX = "value.";

    private final SourceSettings settings;
    private final DecodingFormat<DeserializationSchema<RowData>> format;
    private final DataType physicalType;
    private final @Nullable Integer parallelism;

    // Written by the planner before it asks for the runtime provider.
    private List<ReadableMetadata> metadata = List.of();
    private DataType producedType;
    private WatermarkStrategy<RowData> watermarks = WatermarkStrategy.noWatermarks();

    MillraceTableSource(
            SourceSettings settings,
            DecodingFormat<DeserializationSchema<RowData>> format,
            DataType physicalType,
            @Nullable Integer parallelism) {
        this.settings = settings;
        this.format = format;
        this.physicalType = physicalType;
        this.parallelism = parallelism;
        this.producedType = physicalType;
    }

    SourceSettings settings() {
        return settings;
    }

    @Override
    public ChangelogMode getChangelogMode() {
        return format.getChangelogMode();
    }

    @Override
    public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
        RowDeserializer deserializer = new RowDeserializer(
                format.createRuntimeDecoder(context, physicalType),
                metadata,
                context.createTypeInformation(producedType));
        MillraceSource<RowData> source = new MillraceSource<>(settings, deserializer);
        return new Provider(source, watermarks, settings, parallelism);
    }

    @Override
    public Map<String, DataType> listReadableMetadata() {
        Map<String, DataType> types = new LinkedHashMap<>();
        // A format appends its columns to the row it decodes, so they come before ours.
        format.listReadableMetadata().forEach((key, type) -> types.put(FORMAT_PREFIX + key, type));
        types.putAll(ReadableMetadata.types());
        return types;
    }

    @Override
    public void applyReadableMetadata(List<String> keys, DataType producedDataType) {
        List<String> formatKeys = keys.stream()
                .filter(key -> key.startsWith(FORMAT_PREFIX))
                .map(key -> key.substring(FORMAT_PREFIX.length()))
                .toList();
        if (!formatKeys.isEmpty()) {
            format.applyReadableMetadata(formatKeys);
        }
        this.metadata = keys.stream()
                .filter(key -> !key.startsWith(FORMAT_PREFIX))
                .map(ReadableMetadata::of)
                .toList();
        this.producedType = producedDataType;
    }

    @Override
    public void applyWatermark(WatermarkStrategy<RowData> strategy) {
        this.watermarks = strategy;
    }

    @Override
    public DynamicTableSource copy() {
        MillraceTableSource copy = new MillraceTableSource(settings, format, physicalType, parallelism);
        copy.metadata = metadata;
        copy.producedType = producedType;
        copy.watermarks = watermarks;
        return copy;
    }

    @Override
    public String asSummaryString() {
        return "Millrace stream " + settings.streamName();
    }

    private record Provider(
            MillraceSource<RowData> source,
            WatermarkStrategy<RowData> watermarks,
            SourceSettings settings,
            @Nullable Integer parallelism)
            implements DataStreamScanProvider {
        private static final String TRANSFORMATION = "millrace";

        @Override
        public DataStream<RowData> produceDataStream(ProviderContext context, StreamExecutionEnvironment environment) {
            DataStreamSource<RowData> stream =
                    environment.fromSource(source, watermarks, "stream " + settings.streamName());
            context.generateUid(TRANSFORMATION).ifPresent(stream::uid);
            return stream;
        }

        @Override
        public boolean isBounded() {
            return settings.bounded();
        }

        @Override
        public Optional<Integer> getParallelism() {
            return Optional.ofNullable(parallelism);
        }
    }
}
