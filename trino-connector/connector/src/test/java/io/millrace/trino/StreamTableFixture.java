package io.millrace.trino;

import static io.trino.testing.TestingSession.testSessionBuilder;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trino.testing.DistributedQueryRunner;
import io.trino.tpch.TpchColumn;
import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Column;

/** A real server with stream tables in its catalog, and Trino in this process that reads them. */
final class StreamTableFixture implements AutoCloseable {
    static final String CATALOG = "millrace";
    static final String SCHEMA = "tpch";
    private static final double TINY = 0.01;

    private final StreamFixture streams;
    private final GlueClient glue;
    private final ObjectMapper json = new ObjectMapper();

    StreamTableFixture(Path directory) throws Exception {
        streams = new StreamFixture(directory);
        glue = ServiceClients.glue(streams.config());
        glue.createDatabase(request -> request.databaseInput(database -> database.name(SCHEMA)));
    }

    StreamFixture streams() {
        return streams;
    }

    GlueClient glue() {
        return glue;
    }

    /** Trino with workers beside the coordinator, so that handles travel. */
    DistributedQueryRunner trino() throws Exception {
        DistributedQueryRunner trino = DistributedQueryRunner.builder(testSessionBuilder()
                        .setCatalog(CATALOG)
                        .setSchema(SCHEMA)
                        .build())
                .setWorkerCount(2)
                .build();
        trino.installPlugin(new MillracePlugin());
        trino.createCatalog(
                CATALOG,
                CATALOG,
                Map.of("millrace.endpoint", streams.config().getEndpoint().toString()));
        return trino;
    }

    /** Makes a stream and its table; columns are given as {@code name type}. */
    StreamReference createTable(String name, int shards, String... columns) {
        StreamReference stream = streams.create(name, shards);
        List<Column> glueColumns = Arrays.stream(columns)
                .map(column -> column.split(" ", 2))
                .map(parts -> Column.builder().name(parts[0]).type(parts[1]).build())
                .toList();
        glue.createTable(request -> request.databaseName(SCHEMA)
                .tableInput(table -> table.name(name)
                        .parameters(Map.of("classification", "json"))
                        .storageDescriptor(storage -> storage.location(name)
                                .columns(glueColumns)
                                .parameters(Map.of(
                                        "typeOfData",
                                        "kinesis",
                                        "streamARN",
                                        stream.arn().orElseThrow())))));
        return stream;
    }

    /** Puts a TPC-H table of the scale that Trino calls tiny into a stream of its own. */
    <E extends TpchEntity> void load(TpchTable<E> table) {
        List<TpchColumn<E>> columns = table.getColumns();
        StreamReference stream = createTable(
                table.getTableName(),
                1,
                columns.stream()
                        .map(column -> column.getSimplifiedColumnName() + " " + type(column))
                        .toArray(String[]::new));
        List<String> records = new ArrayList<>();
        for (E row : table.createGenerator(TINY, 1, 1)) {
            ObjectNode record = json.createObjectNode();
            columns.forEach(column -> put(record, column, row));
            records.add(record.toString());
        }
        streams.put(stream, records);
    }

    @Override
    public void close() {
        glue.close();
        streams.close();
    }

    private static String type(TpchColumn<?> column) {
        return switch (column.getType().getBase()) {
            case IDENTIFIER -> "bigint";
            case INTEGER -> "int";
            case DATE -> "date";
            case DOUBLE -> "double";
            case VARCHAR -> "varchar(" + column.getType().getPrecision().orElseThrow() + ")";
        };
    }

    private static <E extends TpchEntity> void put(ObjectNode record, TpchColumn<E> column, E row) {
        String name = column.getSimplifiedColumnName();
        switch (column.getType().getBase()) {
            case IDENTIFIER -> record.put(name, column.getIdentifier(row));
            case INTEGER -> record.put(name, column.getInteger(row));
            case DATE ->
                record.put(name, LocalDate.ofEpochDay(column.getDate(row)).toString());
            case DOUBLE -> record.put(name, column.getDouble(row));
            case VARCHAR -> record.put(name, column.getString(row));
        }
    }
}
