package io.millrace.trino;

import com.google.inject.Inject;
import io.airlift.log.Logger;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.connector.ColumnMetadata;
import io.trino.spi.connector.ConnectorMetadata;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorTableHandle;
import io.trino.spi.connector.ConnectorTableMetadata;
import io.trino.spi.connector.ConnectorTableVersion;
import io.trino.spi.connector.Constraint;
import io.trino.spi.connector.ConstraintApplicationResult;
import io.trino.spi.connector.LimitApplicationResult;
import io.trino.spi.connector.RelationColumnsMetadata;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.predicate.TupleDomain;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.Table;

/** What Trino asks about schemas, tables and columns, and what of a query it may leave to the connector. */
final class MillraceMetadata implements ConnectorMetadata {
    private static final Logger log = Logger.get(MillraceMetadata.class);

    private final StreamTables tables;
    private final StreamSnapshots snapshots;

    @Inject
    MillraceMetadata(StreamTables tables, StreamSnapshots snapshots) {
        this.tables = tables;
        this.snapshots = snapshots;
    }

    @Override
    public boolean schemaExists(ConnectorSession session, String schemaName) {
        return tables.databaseExists(schemaName);
    }

    @Override
    public List<String> listSchemaNames(ConnectorSession session) {
        return tables.databases();
    }

    @Override
    public @Nullable ConnectorTableHandle getTableHandle(
            ConnectorSession session,
            SchemaTableName tableName,
            Optional<ConnectorTableVersion> startVersion,
            Optional<ConnectorTableVersion> endVersion) {
        if (startVersion.isPresent() || endVersion.isPresent()) {
            throw new TrinoException(
                    StandardErrorCode.NOT_SUPPORTED, "This connector does not support versioned tables");
        }
        return tables.find(tableName)
                .map(table -> tables.handle(tableName, table))
                .orElse(null);
    }

    @Override
    public ConnectorTableMetadata getTableMetadata(ConnectorSession session, ConnectorTableHandle table) {
        MillraceTableHandle handle = (MillraceTableHandle) table;
        return new ConnectorTableMetadata(handle.name(), columns(handle));
    }

    @Override
    public List<SchemaTableName> listTables(ConnectorSession session, Optional<String> schemaName) {
        return schemas(schemaName)
                .flatMap(schema -> tables.list(schema).stream().map(table -> name(schema, table)))
                .toList();
    }

    @Override
    public Map<String, ColumnHandle> getColumnHandles(ConnectorSession session, ConnectorTableHandle table) {
        Map<String, ColumnHandle> handles = new LinkedHashMap<>();
        allColumns((MillraceTableHandle) table).forEach(column -> handles.put(column.name(), column));
        return handles;
    }

    @Override
    public ColumnMetadata getColumnMetadata(ConnectorSession session, ConnectorTableHandle table, ColumnHandle column) {
        return ((MillraceColumnHandle) column).metadata();
    }

    @Override
    public Iterator<RelationColumnsMetadata> streamRelationColumns(
            ConnectorSession session, Optional<String> schemaName, UnaryOperator<Set<SchemaTableName>> relationFilter) {
        Map<SchemaTableName, Table> found = new HashMap<>();
        schemas(schemaName)
                .forEach(schema -> tables.list(schema).forEach(table -> found.put(name(schema, table), table)));
        return relationFilter.apply(found.keySet()).stream()
                .flatMap(name ->
                        Stream.ofNullable(found.get(name)).flatMap(table -> relationColumns(name, table).stream()))
                .iterator();
    }

    @Override
    public Optional<ConstraintApplicationResult<ConnectorTableHandle>> applyFilter(
            ConnectorSession session, ConnectorTableHandle table, Constraint constraint) {
        MillraceTableHandle handle = (MillraceTableHandle) table;
        TupleDomain<MillraceColumnHandle> summary =
                constraint.getSummary().transformKeys(MillraceColumnHandle.class::cast);
        TupleDomain<MillraceColumnHandle> enforced =
                handle.enforced().intersect(summary.filter((column, domain) -> isEnforced(column)));
        if (enforced.equals(handle.enforced())) {
            return Optional.empty();
        }
        TupleDomain<ColumnHandle> remaining =
                constraint.getSummary().filter((column, domain) -> !isEnforced((MillraceColumnHandle) column));
        return Optional.of(new ConstraintApplicationResult<>(
                handle.withEnforced(enforced), remaining, constraint.getExpression(), false));
    }

    @Override
    public Optional<LimitApplicationResult<ConnectorTableHandle>> applyLimit(
            ConnectorSession session, ConnectorTableHandle table, long limit) {
        MillraceTableHandle handle = (MillraceTableHandle) table;
        if (handle.limit().isPresent() && handle.limit().getAsLong() <= limit) {
            return Optional.empty();
        }
        // Each split keeps to it for itself.
        return Optional.of(new LimitApplicationResult<>(handle.withLimit(limit), false, false));
    }

    @Override
    public void cleanupQuery(ConnectorSession session) {
        snapshots.forget(session.getQueryId());
    }

    private Optional<RelationColumnsMetadata> relationColumns(SchemaTableName name, Table table) {
        try {
            return Optional.of(RelationColumnsMetadata.forTable(name, columns(tables.handle(name, table))));
        } catch (TrinoException e) {
            // One table that cannot be read must not hide the others; whoever asks for it by name is told.
            log.warn("%s", e.getMessage());
            return Optional.empty();
        }
    }

    private Stream<String> schemas(Optional<String> schemaName) {
        return schemaName.map(Stream::of).orElseGet(() -> tables.databases().stream());
    }

    private static SchemaTableName name(String schema, Table table) {
        return new SchemaTableName(schema, table.name().toLowerCase(Locale.ROOT));
    }

    private static List<ColumnMetadata> columns(MillraceTableHandle handle) {
        return allColumns(handle).map(MillraceColumnHandle::metadata).toList();
    }

    private static Stream<MillraceColumnHandle> allColumns(MillraceTableHandle handle) {
        return Stream.concat(
                handle.columns().stream(),
                Arrays.stream(MetadataColumn.values()).map(MillraceColumnHandle::of));
    }

    private static boolean isEnforced(MillraceColumnHandle column) {
        return column.metadataColumn().filter(MetadataColumn::isEnforced).isPresent();
    }
}
