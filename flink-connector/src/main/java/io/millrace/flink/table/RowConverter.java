package io.millrace.flink.table;

import io.millrace.flink.proxy.PutEntry;
import io.millrace.flink.sink.EntryConverter;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.jspecify.annotations.Nullable;

/** Encodes the physical columns of a row and gives it its partition key. */
final class RowConverter implements EntryConverter<RowData> {
    private static final long serialVersionUID = 1L;

    private final SerializationSchema<RowData> format;
    private final RowKey key;

    /** Reads the physical columns where metadata columns follow; empty if the row is physical as it comes. */
    private final RowData.FieldGetter[] physical;

    RowConverter(SerializationSchema<RowData> format, RowKey key, RowData.FieldGetter[] physical) {
        this.format = format;
        this.key = key;
        this.physical = physical.clone();
    }

    @Override
    public void open(SerializationSchema.InitializationContext context, int subtask) throws Exception {
        format.open(context);
        key.open(subtask);
    }

    @Override
    public @Nullable PutEntry convert(RowData row) {
        byte[] data = format.serialize(physicalOf(row));
        return data == null ? null : new PutEntry(key.of(row), data);
    }

    private RowData physicalOf(RowData row) {
        if (physical.length == 0) {
            return row;
        }
        GenericRowData projected = new GenericRowData(row.getRowKind(), physical.length);
        for (int index = 0; index < physical.length; index++) {
            projected.setField(index, physical[index].getFieldOrNull(row));
        }
        return projected;
    }
}
