package io.millrace.trino;

import static io.millrace.trino.MillraceErrorCode.MILLRACE_INVALID_TABLE;
import static io.millrace.trino.MillraceErrorCode.MILLRACE_SERVICE_ERROR;

import com.google.inject.Inject;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.predicate.TupleDomain;
import io.trino.spi.type.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.Database;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;
import software.amazon.awssdk.services.glue.model.Table;

/** The catalog's stream tables, by the convention that AWS's own engines follow. Decision D6. */
final class StreamTables {
    private static final String KIND = "typeOfData";
    private static final String STREAM = "kinesis";
    private static final String STREAM_ARN = "streamARN";
    private static final String FORMAT = "classification";
    private static final String JSON = "json";

    private final GlueClient glue;
    private final HiveTypeParser types;

    @Inject
    StreamTables(GlueClient glue, HiveTypeParser types) {
        this.glue = glue;
        this.types = types;
    }

    List<String> databases() {
        return call(
                "GetDatabases",
                () -> glue.getDatabasesPaginator(request -> {}).stream()
                        .flatMap(page -> page.databaseList().stream())
                        .map(Database::name)
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .toList());
    }

    boolean databaseExists(String database) {
        try {
            call("GetDatabase", () -> glue.getDatabase(request -> request.name(database)));
            return true;
        } catch (EntityNotFoundException e) {
            return false;
        }
    }

    /** The stream tables of a database as the catalog has them; none if it is not there. */
    List<Table> list(String database) {
        try {
            return call(
                    "GetTables",
                    () -> glue.getTablesPaginator(request -> request.databaseName(database)).stream()
                            .flatMap(page -> page.tableList().stream())
                            .filter(StreamTables::isStream)
                            .toList());
        } catch (EntityNotFoundException e) {
            return List.of();
        }
    }

    /** Empty if there is none of the name, or it is not a stream's. */
    Optional<Table> find(SchemaTableName name) {
        try {
            return Optional.of(call(
                                    "GetTable",
                                    () -> glue.getTable(request -> request.databaseName(name.getSchemaName())
                                            .name(name.getTableName())))
                            .table())
                    .filter(StreamTables::isStream);
        } catch (EntityNotFoundException e) {
            return Optional.empty();
        }
    }

    /** Throws {@link MillraceErrorCode#MILLRACE_INVALID_TABLE} if the table cannot be read. */
    MillraceTableHandle handle(SchemaTableName name, Table table) {
        String format = parameter(table, FORMAT).orElse(JSON);
        if (!format.equalsIgnoreCase(JSON)) {
            throw invalid(name, "records of format %s cannot be read, only json".formatted(format), null);
        }
        return new MillraceTableHandle(
                name, stream(name, table), columns(name, table), TupleDomain.all(), OptionalLong.empty());
    }

    private List<MillraceColumnHandle> columns(SchemaTableName name, Table table) {
        List<Column> columns =
                new ArrayList<>(storage(table).map(StorageDescriptor::columns).orElseGet(List::of));
        columns.addAll(table.partitionKeys());
        List<MillraceColumnHandle> handles = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (Column column : columns) {
            String columnName = column.name().toLowerCase(Locale.ROOT);
            if (MetadataColumn.named(columnName).isPresent() || !taken.add(columnName)) {
                throw invalid(name, "column name %s is taken".formatted(columnName), null);
            }
            handles.add(new MillraceColumnHandle(
                    columnName, type(name, column), Optional.ofNullable(column.comment()), false));
        }
        return handles;
    }

    private Type type(SchemaTableName name, Column column) {
        try {
            return types.parse(Optional.ofNullable(column.type()).orElse(""));
        } catch (IllegalArgumentException | TrinoException e) {
            throw invalid(name, "column %s: %s".formatted(column.name(), e.getMessage()), e);
        }
    }

    private static StreamReference stream(SchemaTableName name, Table table) {
        Optional<String> arn = parameter(table, STREAM_ARN);
        Optional<String> location = storage(table).map(StorageDescriptor::location);
        try {
            return arn.map(StreamReference::ofArn)
                    .or(() -> location.map(stream -> new StreamReference(stream, Optional.empty())))
                    .orElseThrow(() -> invalid(name, "it names no stream", null));
        } catch (IllegalArgumentException e) {
            throw invalid(name, Optional.ofNullable(e.getMessage()).orElse(""), e);
        }
    }

    private static boolean isStream(Table table) {
        return parameter(table, KIND).filter(STREAM::equalsIgnoreCase).isPresent();
    }

    /** Of the storage first, then of the table: AWS's own tools write both. */
    private static Optional<String> parameter(Table table, String key) {
        return Stream.concat(storage(table).map(StorageDescriptor::parameters).stream(), Stream.of(table.parameters()))
                .flatMap(parameters -> Optional.ofNullable(parameters.get(key)).stream())
                .findFirst();
    }

    private static Optional<StorageDescriptor> storage(Table table) {
        return Optional.ofNullable(table.storageDescriptor());
    }

    private static TrinoException invalid(SchemaTableName name, String why, @Nullable Throwable cause) {
        return new TrinoException(MILLRACE_INVALID_TABLE, "Table %s cannot be read: %s".formatted(name, why), cause);
    }

    private static <T> T call(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (EntityNotFoundException e) {
            throw e;
        } catch (SdkException e) {
            throw new TrinoException(MILLRACE_SERVICE_ERROR, "%s failed: %s".formatted(what, e.getMessage()), e);
        }
    }
}
