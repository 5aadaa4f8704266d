package io.millrace.flink.catalog;

import io.millrace.flink.table.MillraceOptions;
import io.millrace.flink.table.MillraceTableFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.catalog.CatalogTable;
import org.apache.flink.table.catalog.exceptions.CatalogException;
import org.apache.flink.table.factories.FactoryUtil;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;
import software.amazon.awssdk.services.glue.model.Table;

/**
 * A table of the catalog that describes a stream, in AWS's convention: {@code typeOfData=kinesis} and {@code streamARN}
 * among the parameters of its storage descriptor or its own, {@code classification} naming the format.
 *
 * <p>Table parameters that begin with {@code flink.} add what SQL needs beyond columns: {@code flink.metadata.NAME} a
 * metadata column, {@code flink.computed.NAME} a computed one, {@code flink.watermark.column} and {@code
 * flink.watermark.expression} a watermark; any other is an option of the table without the prefix.
 */
final class StreamTable {
    private static final String PREFIX = "flink.";
    private static final String METADATA = PREFIX + "metadata.";
    private static final String COMPUTED = PREFIX + "computed.";
    private static final String WATERMARK_COLUMN = PREFIX + "watermark.column";
    private static final String WATERMARK_EXPRESSION = PREFIX + "watermark.expression";

    private final Table table;

    private StreamTable(Table table) {
        this.table = table;
    }

    static boolean describesStream(Table table) {
        StreamTable candidate = new StreamTable(table);
        return "kinesis".equals(candidate.parameter("typeOfData")) && candidate.parameter("streamARN") != null;
    }

    /** {@code defaults} are options that tell where the stream is. */
    static CatalogTable toFlink(Table table, Map<String, String> defaults) {
        assert describesStream(table) : table.name();
        StreamTable stream = new StreamTable(table);
        Map<String, String> options = new HashMap<>(defaults);
        options.put(FactoryUtil.CONNECTOR.key(), MillraceTableFactory.IDENTIFIER);
        options.put(MillraceOptions.STREAM.key(), String.valueOf(stream.parameter("streamARN")));
        options.put(FactoryUtil.FORMAT.key(), stream.format());
        options.putAll(stream.ownOptions());
        CatalogTable.Builder builder =
                CatalogTable.newBuilder().schema(stream.schema()).options(options);
        return table.description() == null
                ? builder.build()
                : builder.comment(table.description()).build();
    }

    private Schema schema() {
        Schema.Builder schema = Schema.newBuilder();
        for (Column column : columns()) {
            try {
                schema.column(column.name(), HiveType.parse(column.type()));
            } catch (IllegalArgumentException e) {
                throw new CatalogException("column %s of table %s.%s: %s"
                        .formatted(column.name(), table.databaseName(), table.name(), e.getMessage()));
            }
            if (column.comment() != null) {
                schema.withComment(column.comment());
            }
        }
        Map<String, String> parameters = new TreeMap<>(table.parameters());
        parameters.forEach((key, value) -> {
            if (key.startsWith(METADATA)) {
                schema.columnByMetadata(key.substring(METADATA.length()), metadataType(value), value, true);
            }
        });
        parameters.forEach((key, value) -> {
            if (key.startsWith(COMPUTED)) {
                schema.columnByExpression(key.substring(COMPUTED.length()), value);
            }
        });
        String watermarkColumn = parameters.get(WATERMARK_COLUMN);
        if (watermarkColumn != null) {
            schema.watermark(
                    watermarkColumn, parameters.getOrDefault(WATERMARK_EXPRESSION, "`" + watermarkColumn + "`"));
        }
        return schema.build();
    }

    private static String metadataType(String key) {
        return key.equals("arrival-time") || key.equals("timestamp") ? "TIMESTAMP_LTZ(3) NOT NULL" : "STRING NOT NULL";
    }

    private List<Column> columns() {
        StorageDescriptor storage = table.storageDescriptor();
        return storage == null ? List.of() : storage.columns();
    }

    private String format() {
        String classification = table.parameters().get("classification");
        return classification == null ? "json" : classification.toLowerCase(Locale.ROOT);
    }

    private Map<String, String> ownOptions() {
        Map<String, String> options = new HashMap<>();
        table.parameters().forEach((key, value) -> {
            boolean schema = key.startsWith(METADATA)
                    || key.startsWith(COMPUTED)
                    || key.equals(WATERMARK_COLUMN)
                    || key.equals(WATERMARK_EXPRESSION);
            if (key.startsWith(PREFIX) && !schema) {
                options.put(key.substring(PREFIX.length()), value);
            }
        });
        return options;
    }

    private @Nullable String parameter(String key) {
        StorageDescriptor storage = table.storageDescriptor();
        String value = storage == null ? null : storage.parameters().get(key);
        return value == null ? table.parameters().get(key) : value;
    }
}
