package io.millrace.flink.catalog;

import io.millrace.flink.proxy.ClientSettings;
import io.millrace.flink.table.MillraceTableFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.flink.table.catalog.CatalogBaseTable;
import org.apache.flink.table.catalog.CatalogDatabase;
import org.apache.flink.table.catalog.CatalogDatabaseImpl;
import org.apache.flink.table.catalog.ObjectPath;
import org.apache.flink.table.catalog.exceptions.CatalogException;
import org.apache.flink.table.catalog.exceptions.DatabaseNotExistException;
import org.apache.flink.table.catalog.exceptions.TableNotExistException;
import org.apache.flink.table.factories.Factory;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Database;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.Table;

/** The databases of a Glue catalog, and those of their tables that describe streams. */
final class MillraceCatalog extends ReadOnlyCatalog {
    private final ClientSettings settings;
    private final Map<String, String> visibleOptions;
    private final Map<String, String> hiddenOptions;

    /** Set between {@link #open} and {@link #close}. */
    private @Nullable GlueClient client;

    /**
     * {@code visibleOptions} become options of every table; {@code hiddenOptions}, such as credentials, reach its source and
     * sink without being shown.
     */
    MillraceCatalog(
            String name,
            String defaultDatabase,
            ClientSettings settings,
            Map<String, String> visibleOptions,
            Map<String, String> hiddenOptions) {
        super(name, defaultDatabase);
        this.settings = settings;
        this.visibleOptions = Map.copyOf(visibleOptions);
        this.hiddenOptions = Map.copyOf(hiddenOptions);
    }

    @Override
    public void open() {
        client = settings.build(GlueClient.builder(), AwsRetryStrategy.standardRetryStrategy());
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
            client = null;
        }
    }

    @Override
    public Optional<Factory> getFactory() {
        return Optional.of(new MillraceTableFactory(hiddenOptions));
    }

    @Override
    public List<String> listDatabases() {
        return ask(glue -> glue.getDatabasesPaginator(request -> {}).stream()
                        .flatMap(page -> page.databaseList().stream())
                        .map(Database::name)
                        .toList())
                .orElseThrow(() -> new CatalogException("the service knows no databases"));
    }

    @Override
    public CatalogDatabase getDatabase(String name) throws DatabaseNotExistException {
        Database database = ask(glue ->
                        glue.getDatabase(request -> request.name(name)).database())
                .orElseThrow(() -> new DatabaseNotExistException(getName(), name));
        return new CatalogDatabaseImpl(
                database.parameters(), database.description() == null ? "" : database.description());
    }

    @Override
    public boolean databaseExists(String name) {
        return ask(glue -> glue.getDatabase(request -> request.name(name)).database())
                .isPresent();
    }

    @Override
    public List<String> listTables(String database) throws DatabaseNotExistException {
        return ask(glue -> glue.getTablesPaginator(request -> request.databaseName(database)).stream()
                        .flatMap(page -> page.tableList().stream())
                        .filter(StreamTable::describesStream)
                        .map(Table::name)
                        .toList())
                .orElseThrow(() -> new DatabaseNotExistException(getName(), database));
    }

    @Override
    public List<String> listViews(String database) throws DatabaseNotExistException {
        if (!databaseExists(database)) {
            throw new DatabaseNotExistException(getName(), database);
        }
        return List.of();
    }

    @Override
    public CatalogBaseTable getTable(ObjectPath path) throws TableNotExistException {
        Table table = find(path).orElseThrow(() -> new TableNotExistException(getName(), path));
        return StreamTable.toFlink(table, visibleOptions);
    }

    @Override
    public boolean tableExists(ObjectPath path) {
        return find(path).isPresent();
    }

    private Optional<Table> find(ObjectPath path) {
        return ask(glue -> glue.getTable(request ->
                                request.databaseName(path.getDatabaseName()).name(path.getObjectName()))
                        .table())
                .filter(StreamTable::describesStream);
    }

    /** Empty if the service says that there is no such entity. */
    private <T> Optional<T> ask(Function<GlueClient, T> request) {
        if (client == null) {
            throw new CatalogException("catalog %s is closed".formatted(getName()));
        }
        try {
            return Optional.of(request.apply(client));
        } catch (EntityNotFoundException e) {
            return Optional.empty();
        } catch (SdkException e) {
            throw new CatalogException("catalog %s: %s".formatted(getName(), e.getMessage()), e);
        }
    }
}
