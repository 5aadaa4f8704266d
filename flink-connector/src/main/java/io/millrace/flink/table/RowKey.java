package io.millrace.flink.table;

import io.millrace.model.PartitionKey;
import java.io.Serializable;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalType;
import org.jspecify.annotations.Nullable;

/**
 * The partition key of a row: what its metadata column says, else its partition columns joined, else random or fixed per
 * subtask. A joined key longer than a key may be is cut, an empty one becomes the delimiter: both keep equal rows
 * together.
 */
final class RowKey implements Serializable {
    private static final long serialVersionUID = 1L;

    private final KeyField[] fields;
    private final String delimiter;
    private final boolean fixed;

    /** Index of the metadata column in the consumed row; -1 if there is none. */
    private final int metadataColumn;

    /** Written when the subtask opens. */
    private transient @Nullable PartitionKey fixedKey;

    RowKey(KeyColumns key, int metadataColumn) {
        List<LogicalType> types = key.keyTypes();
        this.fields = new KeyField[types.size()];
        for (int index = 0; index < fields.length; index++) {
            LogicalType type = types.get(index);
            int column = key.columns().get(index);
            fields[index] = new KeyField(
                    RowData.createFieldGetter(type, column), KeyColumns.isDate(type), KeyColumns.isTime(type));
        }
        this.delimiter = key.delimiter().isEmpty() ? "|" : key.delimiter();
        this.fixed = key.partitioner() == MillraceOptions.Partitioner.FIXED;
        this.metadataColumn = metadataColumn;
    }

    void open(int subtask) {
        fixedKey = new PartitionKey("subtask-" + subtask);
    }

    PartitionKey of(RowData row) {
        if (metadataColumn >= 0 && !row.isNullAt(metadataColumn)) {
            return new PartitionKey(row.getString(metadataColumn).toString());
        }
        if (fields.length > 0) {
            return joined(row);
        }
        if (fixed && fixedKey != null) {
            return fixedKey;
        }
        return new PartitionKey(UUID.randomUUID().toString());
    }

    private PartitionKey joined(RowData row) {
        StringBuilder key = new StringBuilder();
        for (int index = 0; index < fields.length; index++) {
            key.append(index == 0 ? "" : delimiter).append(fields[index].text(row));
        }
        if (key.isEmpty()) {
            return new PartitionKey(delimiter);
        }
        int length = key.codePointCount(0, key.length());
        if (length > PartitionKey.MAX_LENGTH) {
            key.setLength(key.offsetByCodePoints(0, PartitionKey.MAX_LENGTH));
        }
        return new PartitionKey(key.toString());
    }

    private record KeyField(RowData.FieldGetter getter, boolean date, boolean time) implements Serializable {
        private static final long serialVersionUID = 1L;

        String text(RowData row) {
            Object value = getter.getFieldOrNull(row);
            if (value instanceof Integer days && date) {
                return LocalDate.ofEpochDay(days).toString();
            }
            if (value instanceof Integer millis && time) {
                return LocalTime.ofNanoOfDay(TimeUnit.MILLISECONDS.toNanos(millis))
                        .toString();
            }
            return String.valueOf(value);
        }
    }
}
