package io.millrace.firehose;

import io.millrace.frontdoor.ObjectStore;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.rest.RESTCatalog;

/** The catalog as another client of it sees it. */
final class Tables implements Closeable {
    static final Namespace LAKE = Namespace.of("lake");

    private final RESTCatalog catalog = new RESTCatalog();

    Tables(URI endpoint, ObjectStore store) {
        Map<String, String> properties = new HashMap<>();
        properties.put("uri", endpoint + "/iceberg");
        properties.put("io-impl", "org.apache.iceberg.aws.s3.S3FileIO");
        properties.put("http-client.type", "urlconnection");
        properties.put("client.region", store.region());
        properties.put("s3.endpoint", store.endpoint().toString());
        properties.put("s3.path-style-access", "true");
        properties.put("s3.access-key-id", store.credentials().accessKeyId());
        properties.put("s3.secret-access-key", store.credentials().secretAccessKey());
        catalog.initialize("test", properties);
        if (!catalog.namespaceExists(LAKE)) {
            catalog.createNamespace(LAKE);
        }
    }

    RESTCatalog catalog() {
        return catalog;
    }

    Table load(String name) {
        return catalog.loadTable(TableIdentifier.of(LAKE, name));
    }

    /** What a reader finds in a column. */
    List<Object> column(String table, String column) {
        Table loaded = load(table);
        Schema schema = loaded.schema().select(column);
        List<Object> found = new ArrayList<>();
        try (CloseableIterable<FileScanTask> files = loaded.newScan().planFiles()) {
            for (FileScanTask file : files) {
                read(loaded, file, schema).forEach(row -> found.add(row.getField(column)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static List<Record> read(Table table, FileScanTask file, Schema schema) throws IOException {
        List<Record> rows = new ArrayList<>();
        try (CloseableIterable<Record> found = Parquet.read(
                        table.io().newInputFile(file.file().location()))
                .project(schema)
                .createReaderFunc(stored -> GenericParquetReaders.buildReader(schema, stored))
                .build()) {
            found.forEach(rows::add);
        }
        return rows;
    }

    @Override
    public void close() throws IOException {
        catalog.close();
    }
}
