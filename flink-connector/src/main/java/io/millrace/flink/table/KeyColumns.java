package io.millrace.flink.table;

import io.millrace.flink.table.MillraceOptions.Partitioner;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ResolvedCatalogTable;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

/**
 * Where a table's rows get their partition keys from.
 *
 * @param physicalType of the row without metadata columns
 * @param columns indexes in the physical row, in the order of PARTITIONED BY; empty for keys by {@code partitioner}
 */
record KeyColumns(DataType physicalType, List<Integer> columns, String delimiter, Partitioner partitioner) {
    KeyColumns {
        columns = List.copyOf(columns);
    }

    /** Throws {@link ValidationException} for a column that makes no key, or for two answers to one question. */
    static KeyColumns of(ResolvedCatalogTable table, ReadableConfig options) {
        DataType physicalType = DataTypes.ROW(table.getResolvedSchema().getColumns().stream()
                        .filter(Column::isPhysical)
                        .map(column -> DataTypes.FIELD(column.getName(), column.getDataType()))
                        .toArray(DataTypes.Field[]::new))
                .notNull();
        List<String> names = DataType.getFieldNames(physicalType);
        List<DataType> types = DataType.getFieldDataTypes(physicalType);
        List<Integer> columns = new ArrayList<>();
        for (String name : table.getPartitionKeys()) {
            int index = names.indexOf(name);
            if (index < 0 || !makesKey(types.get(index).getLogicalType())) {
                throw new ValidationException(
                        "column '%s' cannot be part of a partition key: it must be a physical column of a simple type"
                                .formatted(name));
            }
            columns.add(index);
        }
        if (!columns.isEmpty()
                && options.getOptional(MillraceOptions.PARTITIONER).isPresent()) {
            throw new ValidationException(
                    "'%s' and PARTITIONED BY exclude each other".formatted(MillraceOptions.PARTITIONER.key()));
        }
        return new KeyColumns(
                physicalType,
                columns,
                options.get(MillraceOptions.FIELD_DELIMITER),
                options.getOptional(MillraceOptions.PARTITIONER).orElse(Partitioner.RANDOM));
    }

    private static boolean makesKey(LogicalType type) {
        return switch (type.getTypeRoot()) {
            case CHAR, VARCHAR, BOOLEAN, DECIMAL, TINYINT, SMALLINT, INTEGER, BIGINT, FLOAT, DOUBLE -> true;
            case DATE, TIME_WITHOUT_TIME_ZONE, TIMESTAMP_WITHOUT_TIME_ZONE, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> true;
            default -> false;
        };
    }

    List<LogicalType> keyTypes() {
        List<LogicalType> types = physicalType.getLogicalType().getChildren();
        return columns.stream().map(types::get).toList();
    }

    static boolean isDate(LogicalType type) {
        return type.getTypeRoot() == LogicalTypeRoot.DATE;
    }

    static boolean isTime(LogicalType type) {
        return type.getTypeRoot() == LogicalTypeRoot.TIME_WITHOUT_TIME_ZONE;
    }
}
