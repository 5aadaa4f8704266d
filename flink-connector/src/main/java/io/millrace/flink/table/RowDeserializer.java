package io.millrace.flink.table;

import io.millrace.flink.proxy.StreamRecord;
import io.millrace.flink.source.reader.RecordDeserializer;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.utils.JoinedRowData;
import org.apache.flink.util.Collector;

/** Decodes a record's data into rows and appends its metadata to each of them. */
final class RowDeserializer implements RecordDeserializer<RowData> {
    private static final long serialVersionUID = 1L;

    private final DeserializationSchema<RowData> format;
    private final ReadableMetadata[] metadata;
    private final TypeInformation<RowData> producedType;

    RowDeserializer(
            DeserializationSchema<RowData> format,
            List<ReadableMetadata> metadata,
            TypeInformation<RowData> producedType) {
        this.format = format;
        this.metadata = metadata.toArray(ReadableMetadata[]::new);
        this.producedType = producedType;
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) throws Exception {
        format.open(context);
    }

    @Override
    public void deserialize(StreamRecord record, Collector<RowData> out) throws IOException {
        if (metadata.length == 0) {
            format.deserialize(record.data(), out);
            return;
        }
        format.deserialize(record.data(), new Appending(metadataOf(record), out));
    }

    private RowData metadataOf(StreamRecord record) {
        GenericRowData row = new GenericRowData(metadata.length);
        for (int index = 0; index < metadata.length; index++) {
            row.setField(index, metadata[index].read(record));
        }
        return row;
    }

    @Override
    public TypeInformation<RowData> getProducedType() {
        return producedType;
    }

    private record Appending(RowData metadata, Collector<RowData> out) implements Collector<RowData> {
        @Override
        public void collect(RowData row) {
            out.collect(new JoinedRowData(row.getRowKind(), row, metadata));
        }

        @Override
        public void close() {
            // The target stays open.
        }
    }
}
