package io.millrace.firehose.destination;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.DataWriteResult;
import org.apache.iceberg.io.FanoutDataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.io.RollingDataWriter;
import org.apache.iceberg.util.PropertyUtil;

/** Writes rows to new Parquet files of a table, by its partitions. */
sealed interface TableWriter extends Closeable {
    void write(Record row);

    /** Finishes the files; what was not finished is left to the object store's own clean-up. */
    List<DataFile> complete() throws IOException;

    static TableWriter open(Table table) {
        ParquetFiles writers = new ParquetFiles(table);
        OutputFileFactory files = OutputFileFactory.builderFor(table, 0, 0)
                .operationId(UUID.randomUUID().toString())
                .format(FileFormat.PARQUET)
                .build();
        long fileBytes = PropertyUtil.propertyAsLong(
                table.properties(),
                TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
                TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT);
        PartitionSpec spec = table.spec();
        if (spec.isUnpartitioned()) {
            return new Unpartitioned(new RollingDataWriter<>(writers, files, table.io(), fileBytes, spec, null));
        }
        return new Partitioned(
                new FanoutDataWriter<>(writers, files, table.io(), fileBytes),
                spec,
                new PartitionKey(spec, table.schema()),
                new InternalRecordWrapper(table.schema().asStruct()));
    }

    /** One file after the other. */
    record Unpartitioned(RollingDataWriter<Record> writer) implements TableWriter {
        @Override
        public void write(Record row) {
            writer.write(row);
        }

        @Override
        public List<DataFile> complete() throws IOException {
            writer.close();
            DataWriteResult result = writer.result();
            return result.dataFiles();
        }

        @Override
        public void close() throws IOException {
            writer.close();
        }
    }

    /** One open file a partition, as many as one buffer's rows have. */
    record Partitioned(
            FanoutDataWriter<Record> writer, PartitionSpec spec, PartitionKey key, InternalRecordWrapper wrapper)
            implements TableWriter {
        @Override
        public void write(Record row) {
            key.partition(wrapper.wrap(row));
            writer.write(row, spec, key);
        }

        @Override
        public List<DataFile> complete() throws IOException {
            writer.close();
            return writer.result().dataFiles();
        }

        @Override
        public void close() throws IOException {
            writer.close();
        }
    }
}
