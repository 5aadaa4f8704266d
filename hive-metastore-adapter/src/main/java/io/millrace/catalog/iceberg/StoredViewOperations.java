package io.millrace.catalog.iceberg;

import io.millrace.catalog.CatalogStore;
import io.millrace.catalog.CatalogStore.Outcome;
import io.millrace.catalog.CatalogStore.Swap;
import io.millrace.catalog.StoredTable;
import io.millrace.catalog.TableKind;
import io.millrace.catalog.TableName;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.view.BaseViewOperations;
import org.apache.iceberg.view.ViewMetadata;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.TableInput;

/** One view: its metadata files are in the object store, which of them is current is in the catalog store. */
final class StoredViewOperations extends BaseViewOperations {
    private final CatalogStore store;
    private final FileIO io;
    private final TableName name;

    /** As of the last refresh; not there before the view is. */
    private Optional<StoredTable> stored = Optional.empty();

    StoredViewOperations(CatalogStore store, FileIO io, TableName name) {
        this.store = store;
        this.io = io;
        this.name = name;
    }

    @Override
    protected void doRefresh() {
        Optional<StoredTable> found = store.table(name).filter(table -> table.kind() == TableKind.ICEBERG_VIEW);
        if (found.isEmpty() && currentMetadataLocation() != null) {
            throw new NoSuchViewException("View does not exist: %s", name);
        }
        stored = found;
        if (found.isEmpty()) {
            disableRefresh();
            return;
        }
        refreshFromMetadataLocation(found.get().input().parameters().get(TableKind.METADATA_LOCATION));
    }

    @Override
    protected void doCommit(@Nullable ViewMetadata base, ViewMetadata metadata) {
        String location = writeNewMetadataIfRequired(metadata);
        TableInput input = TableInputs.of(name, metadata, location, stored.map(StoredTable::input));
        Outcome outcome;
        try {
            outcome = stored.isEmpty()
                    ? store.createTable(name, input)
                    : store.swap(List.of(new Swap(name, stored.get().version(), input)), false);
        } catch (JdbiException e) {
            // The commit may or may not be in the store: the file stays, for it may be the view's.
            throw new CommitStateUnknownException(e);
        }
        if (outcome != Outcome.DONE) {
            RefusedFiles.delete(io, location, metadata.metadataFileLocation());
            throw refused(outcome);
        }
    }

    @Override
    protected String viewName() {
        return name.toString();
    }

    @Override
    protected FileIO io() {
        return io;
    }

    private RuntimeException refused(Outcome outcome) {
        return switch (outcome) {
            case EXISTS -> TakenNames.creation(store, name, TableKind.ICEBERG_VIEW);
            case NO_DATABASE -> new NoSuchNamespaceException("Namespace does not exist: %s", name.database());
            case NO_TABLE -> new NoSuchViewException("View does not exist: %s", name);
            case STALE -> new CommitFailedException("Cannot commit to %s: it was changed meanwhile", name);
            case DONE, NOT_EMPTY -> new IllegalStateException("not a refusal of a commit: " + outcome);
        };
    }
}
