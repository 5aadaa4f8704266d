package io.millrace.catalog.iceberg;

import io.millrace.catalog.CatalogStore;
import io.millrace.catalog.CatalogStore.Outcome;
import io.millrace.catalog.CatalogStore.Swap;
import io.millrace.catalog.StoredDatabase;
import io.millrace.catalog.StoredTable;
import io.millrace.catalog.TableKind;
import io.millrace.catalog.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.view.BaseMetastoreViewCatalog;
import org.apache.iceberg.view.ViewOperations;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The catalog store as an Iceberg catalog. Namespaces have one level, as Glue's databases have. */
final class StoredCatalog extends BaseMetastoreViewCatalog implements SupportsNamespaces {
    private static final Logger log = LoggerFactory.getLogger(StoredCatalog.class);

    private final CatalogStore store;
    private final FileIO io;
    private final String warehouse;

    StoredCatalog(CatalogStore store, FileIO io, String warehouse) {
        this.store = store;
        this.io = io;
        this.warehouse = warehouse;
    }

    @Override
    public String name() {
        return "millrace";
    }

    @Override
    protected TableOperations newTableOps(TableIdentifier identifier) {
        return new StoredTableOperations(store, io, name(identifier));
    }

    @Override
    protected ViewOperations newViewOps(TableIdentifier identifier) {
        return new StoredViewOperations(store, io, name(identifier));
    }

    /** Never given twice: a table renamed or dropped without its files keeps them to itself. */
    @Override
    protected String defaultWarehouseLocation(TableIdentifier identifier) {
        TableName name = name(identifier);
        String database = store.database(name.database())
                .map(found -> found.properties().get(StoredDatabase.LOCATION))
                .orElse(null);
        return (database == null ? warehouse + "/" + name.database() : database) + "/" + name.table() + "-"
                + UUID.randomUUID();
    }

    @Override
    protected boolean isValidIdentifier(TableIdentifier identifier) {
        return identifier.namespace().length() == 1;
    }

    @Override
    public List<TableIdentifier> listTables(Namespace namespace) {
        return list(namespace, TableKind.ICEBERG_TABLE);
    }

    @Override
    public List<TableIdentifier> listViews(Namespace namespace) {
        return list(namespace, TableKind.ICEBERG_VIEW);
    }

    @Override
    public boolean dropTable(TableIdentifier identifier, boolean purge) {
        if (!isKind(identifier, TableKind.ICEBERG_TABLE)) {
            return false;
        }
        Optional<TableMetadata> last = purge ? metadata(identifier) : Optional.empty();
        if (store.dropTable(name(identifier)) != Outcome.DONE) {
            return false;
        }
        last.ifPresent(metadata -> CatalogUtil.dropTableData(io, metadata));
        return true;
    }

    @Override
    public boolean dropView(TableIdentifier identifier) {
        return isKind(identifier, TableKind.ICEBERG_VIEW) && store.dropTable(name(identifier)) == Outcome.DONE;
    }

    @Override
    public void renameTable(TableIdentifier from, TableIdentifier to) {
        if (!isKind(from, TableKind.ICEBERG_TABLE)) {
            throw new NoSuchTableException("Table does not exist: %s", from);
        }
        rename(from, to, TableKind.ICEBERG_TABLE);
    }

    @Override
    public void renameView(TableIdentifier from, TableIdentifier to) {
        if (!isKind(from, TableKind.ICEBERG_VIEW)) {
            throw new NoSuchViewException("View does not exist: %s", from);
        }
        rename(from, to, TableKind.ICEBERG_VIEW);
    }

    /** Commits to several tables, all or none. */
    void commit(List<UpdateTableRequest> changes) {
        List<StoredTableOperations.Prepared> prepared = new ArrayList<>();
        Outcome outcome;
        try {
            for (UpdateTableRequest change : changes) {
                prepared.add(prepare(change));
            }
            List<Swap> swaps =
                    prepared.stream().map(StoredTableOperations.Prepared::swap).toList();
            outcome = store.swap(swaps, false);
        } catch (JdbiException e) {
            throw new CommitStateUnknownException(e);
        } catch (RuntimeException e) {
            deleteMetadata(prepared);
            throw e;
        }
        if (outcome != Outcome.DONE) {
            deleteMetadata(prepared);
            throw new CommitFailedException("Cannot commit the transaction: a table was changed meanwhile");
        }
    }

    @Override
    public void createNamespace(Namespace namespace, Map<String, String> properties) {
        Outcome outcome = store.createDatabase(database(namespace), properties);
        if (outcome == Outcome.EXISTS) {
            throw new AlreadyExistsException("Namespace already exists: %s", namespace);
        }
    }

    @Override
    public List<Namespace> listNamespaces(Namespace namespace) {
        if (namespace.isEmpty()) {
            return store.databases().stream()
                    .map(database -> Namespace.of(database.name()))
                    .toList();
        }
        loadNamespaceMetadata(namespace);
        return List.of();
    }

    @Override
    public Map<String, String> loadNamespaceMetadata(Namespace namespace) {
        return find(namespace)
                // Iceberg asks maps for null, which immutable ones refuse.
                .<Map<String, String>>map(database -> new HashMap<>(database.properties()))
                .orElseThrow(() -> new NoSuchNamespaceException("Namespace does not exist: %s", namespace));
    }

    @Override
    public boolean dropNamespace(Namespace namespace) {
        if (namespace.length() != 1) {
            return false;
        }
        Outcome outcome = store.dropDatabase(database(namespace), false);
        if (outcome == Outcome.NOT_EMPTY) {
            throw new NamespaceNotEmptyException("Namespace is not empty: %s", namespace);
        }
        return outcome == Outcome.DONE;
    }

    @Override
    public boolean setProperties(Namespace namespace, Map<String, String> set) {
        return change(namespace, properties -> properties.putAll(set));
    }

    @Override
    public boolean removeProperties(Namespace namespace, Set<String> removed) {
        return change(namespace, properties -> properties.keySet().removeAll(removed));
    }

    private boolean change(Namespace namespace, Consumer<Map<String, String>> change) {
        loadNamespaceMetadata(namespace);
        Outcome outcome = store.changeDatabase(database(namespace), before -> {
            Map<String, String> properties = new HashMap<>(before);
            change.accept(properties);
            return properties;
        });
        return outcome == Outcome.DONE;
    }

    private List<TableIdentifier> list(Namespace namespace, TableKind kind) {
        loadNamespaceMetadata(namespace);
        return store.tables(database(namespace), Optional.of(kind)).stream()
                .map(table -> TableIdentifier.of(namespace, table.name().table()))
                .toList();
    }

    private void rename(TableIdentifier from, TableIdentifier to, TableKind moved) {
        switch (store.rename(name(from), name(to))) {
            case DONE -> {}
            case EXISTS -> throw TakenNames.rename(store, name(from), name(to), moved);
            case NO_DATABASE -> throw new NoSuchNamespaceException("Namespace does not exist: %s", to.namespace());
            case NO_TABLE -> throw noSuch(from, moved);
            case NOT_EMPTY, STALE -> throw new IllegalStateException("not an outcome of a rename");
        }
    }

    private static RuntimeException noSuch(TableIdentifier identifier, TableKind kind) {
        return kind == TableKind.ICEBERG_VIEW
                ? new NoSuchViewException("View does not exist: %s", identifier)
                : new NoSuchTableException("Table does not exist: %s", identifier);
    }

    private StoredTableOperations.Prepared prepare(UpdateTableRequest change) {
        StoredTableOperations operations = new StoredTableOperations(store, io, name(change.identifier()));
        TableMetadata base = operations.refresh();
        if (base == null) {
            throw new NoSuchTableException("Table does not exist: %s", change.identifier());
        }
        change.requirements().forEach(requirement -> requirement.validate(base));
        TableMetadata.Builder builder = TableMetadata.buildFrom(base);
        change.updates().forEach(update -> update.applyTo(builder));
        return operations.prepare(builder.build());
    }

    private void deleteMetadata(List<StoredTableOperations.Prepared> prepared) {
        prepared.forEach(commit -> RefusedFiles.delete(io, commit.metadataLocation(), null));
    }

    /** Empty if its file is gone: a table must be droppable even then. */
    private Optional<TableMetadata> metadata(TableIdentifier identifier) {
        try {
            return Optional.ofNullable(new StoredTableOperations(store, io, name(identifier)).current());
        } catch (NotFoundException e) {
            log.warn("{} is dropped, its files stay: the metadata that names them is gone", identifier, e);
            return Optional.empty();
        }
    }

    private boolean isKind(TableIdentifier identifier, TableKind kind) {
        return identifier.namespace().length() == 1
                && store.table(name(identifier))
                        .map(StoredTable::kind)
                        .filter(kind::equals)
                        .isPresent();
    }

    private Optional<StoredDatabase> find(Namespace namespace) {
        return namespace.length() == 1 ? store.database(namespace.level(0)) : Optional.empty();
    }

    private static String database(Namespace namespace) {
        if (namespace.length() != 1) {
            throw new IllegalArgumentException("A namespace has one level here: " + namespace);
        }
        return namespace.level(0);
    }

    private static TableName name(TableIdentifier identifier) {
        if (identifier.namespace().length() != 1) {
            throw new NoSuchTableException("Table does not exist: %s", identifier);
        }
        return new TableName(identifier.namespace().level(0), identifier.name());
    }
}
