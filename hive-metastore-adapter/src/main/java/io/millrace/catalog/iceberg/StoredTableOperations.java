package io.millrace.catalog.iceberg;

import io.millrace.catalog.CatalogStore;
import io.millrace.catalog.CatalogStore.Outcome;
import io.millrace.catalog.CatalogStore.Swap;
import io.millrace.catalog.StoredTable;
import io.millrace.catalog.TableKind;
import io.millrace.catalog.TableName;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.BaseMetastoreTableOperations;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.io.FileIO;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.TableInput;

/** One table: its metadata files are in the object store, which of them is current is in the catalog store. */
final class StoredTableOperations extends BaseMetastoreTableOperations {
    private final CatalogStore store;
    private final FileIO io;
    private final TableName name;

    /** As of the last refresh; not there before the table is. */
    private Optional<StoredTable> stored = Optional.empty();

    StoredTableOperations(CatalogStore store, FileIO io, TableName name) {
        this.store = store;
        this.io = io;
        this.name = name;
    }

    /** A commit of which the metadata file is written and the swap is still to be made. */
    record Prepared(Swap swap, String metadataLocation) {}

    /** Writes the next metadata's file without making it current. */
    Prepared prepare(TableMetadata metadata) {
        StoredTable table = stored.orElseThrow(() -> new NoSuchTableException("Table does not exist: %s", name));
        String location = writeNewMetadata(metadata, currentVersion() + 1);
        return new Prepared(new Swap(name, table.version(), input(table, metadata, location)), location);
    }

    @Override
    public FileIO io() {
        return io;
    }

    @Override
    protected String tableName() {
        return name.toString();
    }

    @Override
    protected void doRefresh() {
        // A table of another kind is no table here; that its name is taken shows at the commit.
        Optional<StoredTable> found = store.table(name).filter(table -> table.kind() == TableKind.ICEBERG_TABLE);
        if (found.isEmpty() && currentMetadataLocation() != null) {
            throw new NoSuchTableException("Table does not exist: %s", name);
        }
        stored = found;
        refreshFromMetadataLocation(
                found.map(table -> table.input().parameters().get(TableKind.METADATA_LOCATION))
                        .orElse(null));
    }

    @Override
    protected void doCommit(@Nullable TableMetadata base, TableMetadata metadata) {
        String location = writeNewMetadataIfRequired(base == null, metadata);
        Outcome outcome;
        try {
            outcome = base == null
                    ? store.createTable(name, TableInputs.of(name, metadata, location, Optional.empty()))
                    : store.swap(List.of(prepared(metadata, location)), false);
        } catch (JdbiException e) {
            // The commit may or may not be in the store: the file stays, for it may be the table's.
            throw new CommitStateUnknownException(e);
        }
        if (outcome != Outcome.DONE) {
            RefusedFiles.delete(io, location, metadata.metadataFileLocation());
            throw refused(outcome);
        }
    }

    private Swap prepared(TableMetadata metadata, String location) {
        StoredTable table = stored.orElseThrow(() -> new NoSuchTableException("Table does not exist: %s", name));
        return new Swap(name, table.version(), input(table, metadata, location));
    }

    private TableInput input(StoredTable table, TableMetadata metadata, String location) {
        return TableInputs.of(name, metadata, location, Optional.of(table.input()));
    }

    private RuntimeException refused(Outcome outcome) {
        return switch (outcome) {
            case EXISTS -> TakenNames.creation(store, name, TableKind.ICEBERG_TABLE);
            case NO_DATABASE -> new NoSuchNamespaceException("Namespace does not exist: %s", name.database());
            case NO_TABLE -> new NoSuchTableException("Table does not exist: %s", name);
            case STALE -> new CommitFailedException("Cannot commit to %s: it was changed meanwhile", name);
            case DONE, NOT_EMPTY -> new IllegalStateException("not a refusal of a commit: " + outcome);
        };
    }
}
