package io.millrace.firehose.destination;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.FileWriterFactory;
import org.apache.iceberg.parquet.Parquet;
import org.jspecify.annotations.Nullable;

/** Opens new Parquet files of a table. Iceberg's own factory of all formats needs ORC on the class path as well. */
record ParquetFiles(Table table) implements FileWriterFactory<Record> {
    @Override
    public DataWriter<Record> newDataWriter(
            EncryptedOutputFile file, PartitionSpec spec, @Nullable StructLike partition) {
        try {
            return Parquet.writeData(file)
                    .schema(table.schema())
                    .setAll(table.properties())
                    .metricsConfig(MetricsConfig.forTable(table))
                    .withSpec(spec)
                    .withPartition(partition)
                    .withKeyMetadata(file.keyMetadata())
                    .createWriterFunc(GenericParquetWriter::create)
                    .overwrite()
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public EqualityDeleteWriter<Record> newEqualityDeleteWriter(
            EncryptedOutputFile file, PartitionSpec spec, @Nullable StructLike partition) {
        throw new UnsupportedOperationException("deliveries only append");
    }

    @Override
    public PositionDeleteWriter<Record> newPositionDeleteWriter(
            EncryptedOutputFile file, PartitionSpec spec, @Nullable StructLike partition) {
        throw new UnsupportedOperationException("deliveries only append");
    }
}
