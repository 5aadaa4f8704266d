package io.millrace.catalog.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.catalog.CatalogStore;
import io.millrace.catalog.CatalogStore.Swap;
import io.millrace.catalog.StoredTable;
import io.millrace.catalog.TableKind;
import io.millrace.catalog.TableName;
import io.millrace.database.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.types.Types;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.DelegatingTransactionHandler;
import org.jdbi.v3.core.transaction.LocalTransactionHandler;
import org.jdbi.v3.core.transaction.TransactionException;
import org.jdbi.v3.core.transaction.TransactionHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.glue.model.TableInput;

/** What becomes of metadata files when commits are refused or their outcome is not known. */
class StoredCatalogTest {
    private static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));
    private static final TableIdentifier NAME = TableIdentifier.of("db", "lake");

    @TempDir
    private Path directory;

    private final RecordingFiles files = new RecordingFiles();
    private final AtomicReference<Failure> failure = new AtomicReference<>(Failure.NONE);
    private Database database;
    private CatalogStore store;
    private StoredCatalog catalog;

    @BeforeEach
    void open() throws IOException {
        database = Database.open(directory, "io/millrace/catalog/migration");
        Jdbi jdbi = database.jdbi();
        jdbi.setTransactionHandler(new FailingTransactions(failure, LocalTransactionHandler.binding()));
        store = new CatalogStore(jdbi, InstantSource.system());
        catalog = new StoredCatalog(store, files, "s3://millrace/warehouse");
        catalog.initialize("test", Map.of());
        catalog.createNamespace(Namespace.of("db"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aCommitWhoseAnswerIsLostKeepsItsMetadata() {
        Table table = catalog.createTable(NAME, SCHEMA);

        failure.set(Failure.AFTER_COMMIT);
        assertThatThrownBy(() -> table.updateProperties().set("mill", "wind").commit())
                .isInstanceOf(CommitStateUnknownException.class);
        failure.set(Failure.NONE);

        assertThat(catalog.loadTable(NAME).properties()).containsEntry("mill", "wind");
    }

    @Test
    void aCommitThatTheStoreNeverTookLeavesTheTableAsItWas() {
        Table table = catalog.createTable(NAME, SCHEMA);

        failure.set(Failure.BEFORE_COMMIT);
        assertThatThrownBy(() -> table.updateProperties().set("mill", "wind").commit())
                .isInstanceOf(CommitStateUnknownException.class);
        failure.set(Failure.NONE);

        assertThat(catalog.loadTable(NAME).properties()).doesNotContainKey("mill");
    }

    @Test
    void aCreationWhoseAnswerIsLostKeepsItsMetadata() {
        failure.set(Failure.AFTER_COMMIT);
        assertThatThrownBy(() -> catalog.createTable(NAME, SCHEMA)).isInstanceOf(CommitStateUnknownException.class);
        failure.set(Failure.NONE);

        assertThat(catalog.loadTable(NAME).schema().asStruct()).isEqualTo(SCHEMA.asStruct());
    }

    @Test
    void aStaleCommitIsRefusedAndLeavesNoFile() {
        BaseTable table = (BaseTable) catalog.createTable(NAME, SCHEMA);
        TableOperations stale = table.operations();
        TableMetadata base = stale.current();
        catalog.loadTable(NAME).updateProperties().set("mill", "wind").commit();

        assertThatThrownBy(() -> stale.commit(base, with(base, "mill", "water")))
                .isInstanceOf(CommitFailedException.class);

        assertThat(catalog.loadTable(NAME).properties()).containsEntry("mill", "wind");
        assertThat(files.fileExists(files.written.getLast())).isFalse();
    }

    @Test
    void aTableWhoseMetadataIsGoneCanBeDropped() {
        files.deleteFile(metadataLocation((BaseTable) catalog.createTable(NAME, SCHEMA)));

        assertThat(catalog.dropTable(NAME, true)).isTrue();

        assertThat(catalog.listTables(Namespace.of("db"))).isEmpty();
    }

    @Test
    void aRefusedRegistrationLeavesTheCallersFile() {
        String location = metadataLocation((BaseTable) catalog.createTable(NAME, SCHEMA));
        store.createTable(
                new TableName("db", "orders"),
                TableInput.builder().name("orders").build());

        assertThatThrownBy(() -> catalog.registerTable(TableIdentifier.of("db", "orders"), location))
                .isInstanceOf(AlreadyExistsException.class);
        assertThatThrownBy(() -> catalog.registerTable(TableIdentifier.of("nowhere", "lake"), location))
                .isInstanceOf(NoSuchNamespaceException.class);

        assertThat(files.fileExists(location)).isTrue();
    }

    @Test
    void aGlueTableThatPointsAtMetadataIsAnIcebergTable() {
        String location = metadataLocation((BaseTable) catalog.createTable(NAME, SCHEMA));
        store.createTable(
                new TableName("db", "glued"),
                TableInput.builder()
                        .name("glued")
                        .parameters(Map.of("table_type", "iceberg", TableKind.METADATA_LOCATION, location))
                        .build());

        Table glued = catalog.loadTable(TableIdentifier.of("db", "glued"));

        assertThat(glued.schema().asStruct()).isEqualTo(SCHEMA.asStruct());
        assertThat(catalog.listTables(Namespace.of("db"))).contains(TableIdentifier.of("db", "glued"));
    }

    @Test
    void whatTheGlueDoorAddedStaysOverACommit() {
        catalog.createTable(NAME, SCHEMA);
        StoredTable stored = store.table(new TableName("db", "lake")).orElseThrow();
        TableInput owned = stored.input().toBuilder().owner("miller").build();
        store.swap(List.of(new Swap(stored.name(), stored.version(), owned)), true);

        catalog.loadTable(NAME).updateProperties().set("mill", "wind").commit();

        assertThat(store.table(stored.name()).orElseThrow().input().owner()).isEqualTo("miller");
    }

    private static String metadataLocation(BaseTable table) {
        return table.operations().current().metadataFileLocation();
    }

    private static TableMetadata with(TableMetadata base, String key, String value) {
        return TableMetadata.buildFrom(base).setProperties(Map.of(key, value)).build();
    }

    private enum Failure {
        NONE,
        BEFORE_COMMIT,
        AFTER_COMMIT
    }

    /** A database that is lost in the middle of a commit. */
    private static final class FailingTransactions extends DelegatingTransactionHandler {
        private final AtomicReference<Failure> failure;

        FailingTransactions(AtomicReference<Failure> failure, TransactionHandler delegate) {
            super(delegate);
            this.failure = failure;
        }

        @Override
        public void commit(Handle handle) {
            if (failure.get() == Failure.BEFORE_COMMIT) {
                throw new TransactionException("the connection is lost");
            }
            super.commit(handle);
            if (failure.get() == Failure.AFTER_COMMIT) {
                throw new TransactionException("the connection is lost");
            }
        }

        @Override
        public TransactionHandler specialize(Handle handle) throws SQLException {
            return new FailingTransactions(failure, getDelegate().specialize(handle));
        }
    }

    /** Remembers what was written. */
    @SuppressWarnings("serial") // never serialized
    private static final class RecordingFiles extends InMemoryFileIO {
        private final List<String> written = new ArrayList<>();

        @Override
        public OutputFile newOutputFile(String location) {
            written.add(location);
            return super.newOutputFile(location);
        }
    }
}
