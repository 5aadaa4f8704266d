package io.millrace.flink.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.flink.LocalStreams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Column;

class CatalogIT {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(2)
            .build());

    private static LocalStreams streams;
    private static String stream;

    @BeforeAll
    static void describeAStream(@TempDir Path directory) throws IOException {
        streams = LocalStreams.start(directory);
        stream = streams.create("flights", 2);
        try (GlueClient glue = streams.glue()) {
            glue.createDatabase(request -> request.databaseInput(
                    database -> database.name("air").description("What flies").parameters(Map.of("owner", "tower"))));
            glue.createTable(request -> request.databaseName("air")
                    .tableInput(table -> table.name("flights")
                            .description("One row per flight")
                            .parameters(Map.of(
                                    "classification", "json",
                                    "flink.metadata.shard", "shard-id",
                                    "flink.computed.flown", "TO_TIMESTAMP(`date`, 'yyyy/MM/dd HH:mm')",
                                    "flink.watermark.column", "flown",
                                    "flink.watermark.expression", "flown - INTERVAL '5' SECOND",
                                    "flink.json.ignore-parse-errors", "true"))
                            .storageDescriptor(storage -> storage.location(stream)
                                    .columns(
                                            column("date", "string"),
                                            column("delay", "int"),
                                            column("distance", "int"),
                                            column("origin", "string"),
                                            column("destination", "string"))
                                    .parameters(Map.of("typeOfData", "kinesis", "streamARN", streams.arn(stream))))));
            glue.createTable(request -> request.databaseName("air")
                    .tableInput(table -> table.name("files")
                            .storageDescriptor(storage ->
                                    storage.location("s3://bucket/files").columns(column("a", "int")))));
        }
        streams.put(
                stream,
                IntStream.range(0, 300)
                        .mapToObj(number ->
                                "{\"date\":\"2001/01/01 00:%02d\",\"delay\":%d,\"distance\":100,\"origin\":\"%s\",\"destination\":\"LAS\"}"
                                        .formatted(number % 60, number % 10, number % 3 == 0 ? "DTW" : "JFK"))
                        .toList());
    }

    private static Column column(String name, String type) {
        return Column.builder().name(name).type(type).build();
    }

    @AfterAll
    static void stopServer() {
        streams.close();
    }

    private static TableEnvironment tables(EnvironmentSettings settings) {
        TableEnvironment tables = TableEnvironment.create(settings);
        tables.executeSql("CREATE CATALOG m WITH ('type'='millrace','aws.endpoint'='%s','default-database'='air')"
                .formatted(streams.endpoint()));
        return tables;
    }

    @SuppressWarnings("try") // Flink declares what close() throws.
    private static List<Row> collect(TableEnvironment tables, String sql) throws Exception {
        List<Row> rows = new ArrayList<>();
        try (CloseableIterator<Row> result = tables.executeSql(sql).collect()) {
            result.forEachRemaining(rows::add);
        }
        return rows;
    }

    @Test
    void readsAStreamWithoutAnyDeclaration() throws Exception {
        TableEnvironment tables = tables(EnvironmentSettings.inBatchMode());

        List<Row> rows = collect(tables, "SELECT origin, COUNT(*), AVG(delay) FROM m.air.flights GROUP BY origin");

        assertThat(rows).containsExactlyInAnyOrder(Row.of("DTW", 100L, 4), Row.of("JFK", 200L, 4));
    }

    @Test
    void takesOptionsFromHintsAndWatermarksFromTheTable() throws Exception {
        TableEnvironment tables = tables(EnvironmentSettings.inStreamingMode());
        tables.executeSql("USE CATALOG m");

        List<Row> rows = collect(
                tables,
                "SELECT COUNT(*) FROM TABLE(TUMBLE((SELECT * FROM flights /*+ OPTIONS('scan.bounded'='true') */),"
                        + " DESCRIPTOR(flown), INTERVAL '30' MINUTE)) GROUP BY window_start, window_end");

        assertThat(rows).hasSize(2);
    }

    @Test
    void writesIntoAStream() throws Exception {
        TableEnvironment tables = tables(EnvironmentSettings.inBatchMode());
        String target = streams.create("delays", 1);
        try (GlueClient glue = streams.glue()) {
            glue.createTable(request -> request.databaseName("air")
                    .tableInput(table -> table.name("delays")
                            .parameters(Map.of(
                                    "classification",
                                    "json",
                                    "typeOfData",
                                    "kinesis",
                                    "streamARN",
                                    streams.arn(target)))
                            .storageDescriptor(storage ->
                                    storage.columns(column("origin", "string"), column("worst", "decimal(5,1)")))));
        }

        tables.executeSql(
                        "INSERT INTO m.air.delays SELECT origin, CAST(MAX(delay) AS DECIMAL(5, 1)) FROM m.air.flights GROUP BY origin")
                .await();

        assertThat(streams.texts(target))
                .containsExactlyInAnyOrder("{\"origin\":\"DTW\",\"worst\":9}", "{\"origin\":\"JFK\",\"worst\":9}");
    }

    @Test
    void showsDatabasesAndTheTablesThatAreStreams() throws Exception {
        TableEnvironment tables = tables(EnvironmentSettings.inBatchMode());
        tables.executeSql("USE CATALOG m");

        assertThat(tables.listDatabases()).containsExactly("air");
        assertThat(tables.listTables()).contains("flights").doesNotContain("files");
        assertThat(collect(tables, "DESCRIBE m.air.flights"))
                .extracting(row -> row.getField(0) + " " + row.getField(1))
                .containsExactly(
                        "date STRING",
                        "delay INT",
                        "distance INT",
                        "origin STRING",
                        "destination STRING",
                        "shard STRING",
                        "flown TIMESTAMP(3)");
        assertThatThrownBy(() -> tables.explainSql("SELECT * FROM m.air.files")).hasStackTraceContaining("not found");
        assertThatThrownBy(() -> tables.executeSql("USE m.nowhere")).hasStackTraceContaining("nowhere");
    }

    @Test
    void keepsCredentialsOutOfWhatItShows() throws Exception {
        TableEnvironment tables = TableEnvironment.create(EnvironmentSettings.inBatchMode());
        tables.executeSql(("CREATE CATALOG signed WITH ('type'='millrace','aws.endpoint'='%s',"
                        + "'aws.credentials.basic.accesskeyid'='AKIDEXAMPLE','aws.credentials.basic.secretkey'='hush')")
                .formatted(streams.endpoint()));

        assertThat(collect(tables, "SHOW CREATE TABLE signed.air.flights").toString())
                .contains("'connector' = 'millrace'")
                .doesNotContain("hush");
        assertThat(collect(tables, "SELECT COUNT(*) FROM signed.air.flights")).containsExactly(Row.of(300L));
    }

    @Test
    void isReadOnly() {
        TableEnvironment tables = tables(EnvironmentSettings.inBatchMode());

        for (String statement : List.of(
                "CREATE DATABASE m.other",
                "DROP DATABASE m.air CASCADE",
                "CREATE TABLE m.air.fresh (a INT) WITH ('connector'='datagen')",
                "DROP TABLE m.air.flights",
                "ALTER TABLE m.air.flights RENAME TO flown")) {
            assertThatThrownBy(() -> tables.executeSql(statement))
                    .describedAs(statement)
                    .hasStackTraceContaining("catalog m is read-only");
        }
        assertThat(tables.from("m.air.flights")).isNotNull();
    }
}
