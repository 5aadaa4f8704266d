package io.millrace.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import software.amazon.awssdk.services.glue.model.TableInput;

/**
 * Databases and tables in SQL that H2 and PostgreSQL both speak. Every change of a table is one compare-and-set on its
 * version, in one transaction; any thread.
 */
public final class CatalogStore {
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String TABLE_COLUMNS =
            "t.id, d.name AS database_name, t.name, t.version, t.body, t.created_millis, t.updated_millis"
                    + " FROM catalog_table t JOIN catalog_database d ON d.id = t.database_id";
    private static final TypeReference<Map<String, String>> PROPERTIES = new TypeReference<>() {};

    private final Jdbi jdbi;
    private final InstantSource clock;
    private final TableBodies bodies = new TableBodies();
    private final ObjectMapper json = new ObjectMapper();

    public CatalogStore(Jdbi jdbi, InstantSource clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /** What became of a change. */
    public enum Outcome {
        DONE,
        NO_DATABASE,
        NO_TABLE,
        EXISTS,
        NOT_EMPTY,
        /** The table is at another version than the caller thought. */
        STALE
    }

    /** A table's next content, for as long as it is at the expected version. */
    public record Swap(TableName name, long expectedVersion, TableInput input) {}

    public List<StoredDatabase> databases() {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT * FROM catalog_database ORDER BY name")
                .map((row, context) -> database(row))
                .list());
    }

    public Optional<StoredDatabase> database(String name) {
        return jdbi.withHandle(handle -> database(handle, name));
    }

    public Outcome createDatabase(String name, Map<String, String> properties) {
        try {
            jdbi.useTransaction(handle -> handle.execute(
                    "INSERT INTO catalog_database (name, properties, created_millis) VALUES (?, ?, ?)",
                    name,
                    write(properties),
                    clock.millis()));
            return Outcome.DONE;
        } catch (UnableToExecuteStatementException e) {
            if (isUniqueViolation(e)) {
                return Outcome.EXISTS;
            }
            throw e;
        }
    }

    /** Replaces a database's properties by what the change makes of them. */
    public Outcome changeDatabase(String name, UnaryOperator<Map<String, String>> change) {
        return jdbi.inTransaction(handle -> {
            if (lock(handle, name).isEmpty()) {
                return Outcome.NO_DATABASE;
            }
            Map<String, String> properties =
                    change.apply(database(handle, name).orElseThrow().properties());
            handle.execute("UPDATE catalog_database SET properties = ? WHERE name = ?", write(properties), name);
            return Outcome.DONE;
        });
    }

    /** Drops a database; with {@code tables}, what is in it too. Files stay. */
    public Outcome dropDatabase(String name, boolean tables) {
        return jdbi.inTransaction(handle -> {
            Optional<Long> id = lock(handle, name);
            if (id.isEmpty()) {
                return Outcome.NO_DATABASE;
            }
            if (tables) {
                handle.execute("DELETE FROM catalog_table WHERE database_id = ?", id.get());
            }
            long left = handle.createQuery("SELECT count(*) FROM catalog_table WHERE database_id = ?")
                    .bind(0, id.get())
                    .mapTo(Long.class)
                    .one();
            if (left > 0) {
                return Outcome.NOT_EMPTY;
            }
            handle.execute("DELETE FROM catalog_database WHERE id = ?", id.get());
            return Outcome.DONE;
        });
    }

    /** The tables of a database in name order, of one kind or of all. */
    public List<StoredTable> tables(String database, Optional<TableKind> kind) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT " + TABLE_COLUMNS
                        + " WHERE d.name = :database" + (kind.isPresent() ? " AND t.kind = :kind" : "")
                        + " ORDER BY t.name")
                .bind("database", database)
                .bindMap(kind.map(only -> Map.of("kind", only.name())).orElse(Map.of()))
                .map((row, context) -> table(row))
                .list());
    }

    public Optional<StoredTable> table(TableName name) {
        return jdbi.withHandle(handle -> table(handle, name));
    }

    public Outcome createTable(TableName name, TableInput input) {
        return jdbi.inTransaction(handle -> {
            Optional<Long> database = lock(handle, name.database());
            if (database.isEmpty()) {
                return Outcome.NO_DATABASE;
            }
            if (table(handle, name).isPresent()) {
                return Outcome.EXISTS;
            }
            long now = clock.millis();
            handle.execute(
                    "INSERT INTO catalog_table (database_id, name, version, kind, body, created_millis, updated_millis)"
                            + " VALUES (?, ?, 0, ?, ?, ?, ?)",
                    database.get(),
                    name.table(),
                    TableKind.of(input.parameters()).name(),
                    bodies.write(input),
                    now,
                    now);
            return Outcome.DONE;
        });
    }

    /** Changes every table of the list, or none; the versions that were are kept if asked. */
    public Outcome swap(List<Swap> swaps, boolean archive) {
        // In one order for all, so that no two transactions wait for each other.
        List<Swap> ordered = swaps.stream()
                .sorted(Comparator.comparing((Swap swap) -> swap.name().database())
                        .thenComparing(swap -> swap.name().table()))
                .toList();
        return jdbi.inTransaction(handle -> {
            for (Swap swap : ordered) {
                Outcome outcome = swap(handle, swap, archive);
                if (outcome != Outcome.DONE) {
                    handle.rollback();
                    return outcome;
                }
            }
            return Outcome.DONE;
        });
    }

    public Outcome dropTable(TableName name) {
        return jdbi.inTransaction(handle -> {
            if (lock(handle, name.database()).isEmpty()) {
                return Outcome.NO_DATABASE;
            }
            Optional<StoredTable> table = table(handle, name);
            table.ifPresent(found -> handle.execute("DELETE FROM catalog_table WHERE id = ?", found.id()));
            return table.isPresent() ? Outcome.DONE : Outcome.NO_TABLE;
        });
    }

    /** Moves a table to another name, in this database or another. */
    public Outcome rename(TableName from, TableName to) {
        return jdbi.inTransaction(handle -> {
            Optional<Long> database = lock(handle, to.database());
            if (database.isEmpty()) {
                return Outcome.NO_DATABASE;
            }
            // Locked before it is read, so that no commit falls between and is overwritten.
            if (!lock(handle, from)) {
                return Outcome.NO_TABLE;
            }
            if (table(handle, to).isPresent()) {
                return Outcome.EXISTS;
            }
            StoredTable table = table(handle, from).orElseThrow();
            handle.execute(
                    "UPDATE catalog_table SET database_id = ?, name = ?, body = ?, version = version + 1,"
                            + " updated_millis = ? WHERE id = ?",
                    database.get(),
                    to.table(),
                    bodies.write(table.input().toBuilder().name(to.table()).build()),
                    clock.millis(),
                    table.id());
            return Outcome.DONE;
        });
    }

    /** The versions of a table that were kept, newest first, the present one before them. */
    public List<StoredTable> versions(TableName name) {
        return jdbi.withHandle(handle -> {
            Optional<StoredTable> table = table(handle, name);
            if (table.isEmpty()) {
                return List.of();
            }
            StoredTable now = table.get();
            List<StoredTable> kept = handle.createQuery(
                            "SELECT * FROM catalog_table_version WHERE table_id = ? ORDER BY version DESC")
                    .bind(0, now.id())
                    .map((row, context) -> new StoredTable(
                            now.id(),
                            name,
                            row.getLong("version"),
                            bodies.read(row.getString("body")),
                            now.created(),
                            Instant.ofEpochMilli(row.getLong("updated_millis"))))
                    .list();
            kept.addFirst(now);
            return List.copyOf(kept);
        });
    }

    private Outcome swap(Handle handle, Swap swap, boolean archive) {
        Optional<StoredTable> table = table(handle, swap.name());
        if (table.isEmpty()) {
            return Outcome.NO_TABLE;
        }
        StoredTable old = table.get();
        long now = clock.millis();
        int changed = handle.execute(
                "UPDATE catalog_table SET body = ?, kind = ?, version = version + 1, updated_millis = ?"
                        + " WHERE id = ? AND version = ?",
                bodies.write(swap.input()),
                TableKind.of(swap.input().parameters()).name(),
                now,
                old.id(),
                swap.expectedVersion());
        if (changed == 0) {
            return Outcome.STALE;
        }
        if (archive) {
            handle.execute(
                    "INSERT INTO catalog_table_version (table_id, version, body, updated_millis) VALUES (?, ?, ?, ?)",
                    old.id(),
                    old.version(),
                    bodies.write(old.input()),
                    old.updated().toEpochMilli());
        }
        return Outcome.DONE;
    }

    /** The database's id; nobody else changes it or what it holds until the transaction ends. */
    private static Optional<Long> lock(Handle handle, String name) {
        return handle.createQuery("SELECT id FROM catalog_database WHERE name = ? FOR UPDATE")
                .bind(0, name)
                .mapTo(Long.class)
                .findOne();
    }

    /** Whether there is such a table; nobody else changes it until the transaction ends. */
    private static boolean lock(Handle handle, TableName name) {
        return handle.createQuery("SELECT id FROM catalog_table WHERE name = ? AND database_id ="
                        + " (SELECT id FROM catalog_database WHERE name = ?) FOR UPDATE")
                .bind(0, name.table())
                .bind(1, name.database())
                .mapTo(Long.class)
                .findOne()
                .isPresent();
    }

    private Optional<StoredDatabase> database(Handle handle, String name) {
        return handle.createQuery("SELECT * FROM catalog_database WHERE name = ?")
                .bind(0, name)
                .map((row, context) -> database(row))
                .findOne();
    }

    private Optional<StoredTable> table(Handle handle, TableName name) {
        return handle.createQuery("SELECT " + TABLE_COLUMNS + " WHERE d.name = ? AND t.name = ?")
                .bind(0, name.database())
                .bind(1, name.table())
                .map((row, context) -> table(row))
                .findOne();
    }

    private StoredDatabase database(ResultSet row) throws SQLException {
        return new StoredDatabase(
                row.getString("name"),
                read(row.getString("properties")),
                Instant.ofEpochMilli(row.getLong("created_millis")));
    }

    private StoredTable table(ResultSet row) throws SQLException {
        return new StoredTable(
                row.getLong("id"),
                new TableName(row.getString("database_name"), row.getString("name")),
                row.getLong("version"),
                bodies.read(row.getString("body")),
                Instant.ofEpochMilli(row.getLong("created_millis")),
                Instant.ofEpochMilli(row.getLong("updated_millis")));
    }

    private String write(Map<String, String> properties) {
        try {
            return json.writeValueAsString(properties);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of text is always JSON", e);
        }
    }

    private Map<String, String> read(String properties) {
        try {
            return json.readValue(properties, PROPERTIES);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the store holds properties that are not JSON", e);
        }
    }

    private static boolean isUniqueViolation(UnableToExecuteStatementException failure) {
        return failure.getCause() instanceof SQLException cause && UNIQUE_VIOLATION.equals(cause.getSQLState());
    }
}
