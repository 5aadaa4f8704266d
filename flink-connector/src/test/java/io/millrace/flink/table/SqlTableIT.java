package io.millrace.flink.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.flink.Conditions;
import io.millrace.flink.LocalStreams;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.kinesis.model.Record;

class SqlTableIT {
    private static final int SHARDS = 4;

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(2)
            .build());

    private static LocalStreams streams;

    @BeforeAll
    static void startServer(@TempDir Path directory) throws IOException {
        streams = LocalStreams.start(directory);
    }

    @AfterAll
    static void stopServer() {
        streams.close();
    }

    private static TableEnvironment batch() {
        return TableEnvironment.create(EnvironmentSettings.inBatchMode());
    }

    private static TableEnvironment streaming() {
        return TableEnvironment.create(EnvironmentSettings.inStreamingMode());
    }

    private static String with(String stream, String... more) {
        String options = "'connector'='millrace','stream'='%s','aws.endpoint'='%s','format'='json'"
                .formatted(stream, streams.endpoint());
        return " WITH (" + options + (more.length == 0 ? "" : "," + String.join(",", more)) + ")";
    }

    @SuppressWarnings("try") // Flink declares what close() throws.
    private static List<Row> collect(TableEnvironment tables, String sql) throws Exception {
        List<Row> rows = new ArrayList<>();
        try (CloseableIterator<Row> result = tables.executeSql(sql).collect()) {
            result.forEachRemaining(rows::add);
        }
        return rows;
    }

    private static String event(int number) {
        return "{\"id\":%d,\"at\":\"2001-01-01 00:%02d:%02d\",\"delay\":%d}"
                .formatted(number, number / 60, number % 60, number % 7);
    }

    @Test
    void readsWhatIsThereAndEndsInBatchMode() throws Exception {
        String stream = streams.create("bounded", SHARDS);
        streams.put(
                stream,
                IntStream.range(0, 3000)
                        .mapToObj(number -> "{\"id\":" + number + "}")
                        .toList());
        TableEnvironment tables = batch();
        tables.executeSql("CREATE TABLE events (id INT)" + with(stream));

        List<Row> rows = collect(tables, "SELECT COUNT(*), COUNT(DISTINCT id), SUM(id) FROM events");

        assertThat(rows).containsExactly(Row.of(3000L, 3000L, 2999 * 1500));
    }

    @Test
    void showsMetadataBesideTheData() throws Exception {
        String stream = streams.create("metadata", SHARDS);
        streams.put(
                stream,
                IntStream.range(0, 20)
                        .mapToObj(number -> "{\"id\":" + number + "}")
                        .toList());
        TableEnvironment tables = batch();
        tables.executeSql("CREATE TABLE events (id INT, shard STRING METADATA FROM 'shard-id' VIRTUAL,"
                + " `sequence-number` STRING NOT NULL METADATA VIRTUAL, arrived TIMESTAMP_LTZ(3) METADATA FROM 'arrival-time' VIRTUAL,"
                + " pkey STRING METADATA FROM 'partition-key')" + with(stream));

        List<Row> rows = collect(tables, "SELECT `sequence-number`, pkey, arrived, id, shard FROM events");

        List<Row> expected = new ArrayList<>();
        for (Record record : streams.records(stream)) {
            int id = Integer.parseInt(record.data().asUtf8String().replaceAll("\\D", ""));
            expected.add(
                    Row.of(record.sequenceNumber(), record.partitionKey(), record.approximateArrivalTimestamp(), id));
        }
        assertThat(rows.stream().map(row -> Row.project(row, new int[] {0, 1, 2, 3})))
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(rows)
                .extracting(row -> row.getField(4))
                .allMatch(shard -> String.valueOf(shard).startsWith("shardId-00000000000"));
    }

    @Test
    void makesWatermarksPerShardSoThatNoShardMakesAnotherLate() throws Exception {
        String stream = streams.create("windows", SHARDS);
        streams.put(stream, IntStream.range(0, 600).mapToObj(SqlTableIT::event).toList());
        TableEnvironment tables = streaming();
        tables.executeSql("CREATE TABLE events (id INT, `at` TIMESTAMP(3), delay INT, WATERMARK FOR `at` AS `at`)"
                + with(stream, "'source.shard.get-records.max-record-count'='7'"));

        List<Row> rows = collect(
                tables,
                "SELECT window_start, COUNT(*) FROM TABLE(TUMBLE("
                        + "(SELECT * FROM events /*+ OPTIONS('scan.bounded'='true') */), DESCRIPTOR(`at`), INTERVAL '1' MINUTE))"
                        + " GROUP BY window_start, window_end");

        List<Row> expected = IntStream.range(0, 10)
                .mapToObj(minute -> Row.of(LocalDateTime.of(2001, 1, 1, 0, minute), 60L))
                .toList();
        assertThat(rows).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void beginsAtAnArrival() throws Exception {
        String stream = streams.create("since", 1);
        streams.put(stream, List.of("{\"id\":1}"));
        Instant first = streams.records(stream).getFirst().approximateArrivalTimestamp();
        await(() -> Instant.now().isAfter(first.plusMillis(2)));
        streams.put(stream, List.of("{\"id\":2}"));
        Instant second = streams.records(stream).getLast().approximateArrivalTimestamp();
        TableEnvironment tables = batch();
        tables.executeSql("CREATE TABLE events (id INT)"
                + with(stream, "'source.init.position'='AT_TIMESTAMP'", "'source.init.timestamp'='" + second + "'"));

        List<Row> rows = collect(tables, "SELECT id FROM events");

        assertThat(rows).containsExactly(Row.of(2));
    }

    @Test
    void writesWithPartitionColumnsAsKey() throws Exception {
        String stream = streams.create("keyed", SHARDS);
        TableEnvironment tables = batch();
        tables.executeSql("CREATE TABLE flights (origin STRING, carrier STRING, flown DATE, delay INT,"
                + " shard STRING METADATA FROM 'shard-id' VIRTUAL)"
                + " PARTITIONED BY (origin, flown)" + with(stream, "'sink.partitioner-field-delimiter'='/'"));

        tables.executeSql(
                        "INSERT INTO flights VALUES ('DTW', 'NW', DATE '2001-01-01', 66), ('LAS', 'WN', DATE '2001-01-02', -3)")
                .await();

        assertThat(streams.records(stream))
                .extracting(Record::partitionKey, record -> record.data().asUtf8String())
                .containsExactlyInAnyOrder(
                        tuple(
                                "DTW/2001-01-01",
                                "{\"origin\":\"DTW\",\"carrier\":\"NW\",\"flown\":\"2001-01-01\",\"delay\":66}"),
                        tuple(
                                "LAS/2001-01-02",
                                "{\"origin\":\"LAS\",\"carrier\":\"WN\",\"flown\":\"2001-01-02\",\"delay\":-3}"));
    }

    @Test
    void writesWithTheMetadataColumnAsKeyOrOnePerSubtask() throws Exception {
        String stream = streams.create("metadata-key", SHARDS);
        TableEnvironment tables = batch();
        tables.executeSql("CREATE TABLE events (id INT, pkey STRING METADATA FROM 'partition-key')"
                + with(stream, "'sink.partitioner'='fixed'"));

        tables.executeSql("INSERT INTO events VALUES (1, 'mine'), (2, CAST(NULL AS STRING))")
                .await();

        assertThat(streams.records(stream))
                .extracting(Record::partitionKey, record -> record.data().asUtf8String())
                .containsExactlyInAnyOrder(tuple("mine", "{\"id\":1}"), tuple("subtask-0", "{\"id\":2}"));
    }

    @Test
    void copiesFromStreamToStreamInAnyFormat() throws Exception {
        String from = streams.create("raw-from", 2);
        String to = streams.create("raw-to", 2);
        List<String> lines =
                IntStream.range(0, 700).mapToObj(number -> "line " + number).toList();
        streams.put(from, lines);
        TableEnvironment tables = batch();
        tables.executeSql(
                "CREATE TABLE source (line STRING)" + with(streams.arn(from)).replace("json", "raw"));
        tables.executeSql("CREATE TABLE target (line STRING)" + with(to).replace("json", "raw"));

        tables.executeSql("INSERT INTO target SELECT * FROM source").await();

        assertThat(streams.texts(to)).containsExactlyInAnyOrderElementsOf(lines);
    }

    @Test
    void failsOnARecordThatCannotBeDecodedAndNamesItWithoutItsData() throws Exception {
        String stream = streams.create("malformed", 1);
        streams.put(stream, List.of("no json"));
        String sequenceNumber = streams.records(stream).getFirst().sequenceNumber();
        TableEnvironment tables = batch();
        tables.executeSql("CREATE TABLE events (id INT)" + with(stream));

        assertThatThrownBy(() -> collect(tables, "SELECT * FROM events"))
                .hasStackTraceContaining(
                        "record %s of shard shardId-000000000000 cannot be decoded".formatted(sequenceNumber));
    }

    @Test
    void failsIfTheStreamDoesNotExist() {
        TableEnvironment tables = batch();
        tables.executeSql("CREATE TABLE events (id INT)" + with("nowhere"));

        assertThatThrownBy(() -> collect(tables, "SELECT * FROM events"))
                .hasStackTraceContaining("the shards of stream nowhere cannot be listed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'stream'='not a name'",
                "'source.init.position'='AT_TIMESTAMP'",
                "'source.init.position'='SOMEWHERE'",
                "'source.shard.get-records.max-record-count'='10001'",
                "'aws.credentials.basic.accesskeyid'='alone'",
                "'aws.endpoint'='nonsense'",
                "'no.such'='option'",
            })
    void refusesOptionsThatMakeNoSense(String option) {
        TableEnvironment tables = batch();
        String options = with("stream").replace("WITH (", "WITH (" + option + ",");
        String key = option.substring(0, option.indexOf('='));
        String withoutTwice = options.replaceFirst("," + key + "='[^']*'", "");
        tables.executeSql("CREATE TABLE events (id INT)" + withoutTwice);

        assertThatThrownBy(() -> tables.explainSql("SELECT * FROM events")).isInstanceOf(ValidationException.class);
    }

    @Test
    void refusesTwoAnswersToWhatTheKeyIs() {
        TableEnvironment tables = batch();
        tables.executeSql(
                "CREATE TABLE events (id INT) PARTITIONED BY (id)" + with("stream", "'sink.partitioner'='random'"));

        assertThatThrownBy(() -> tables.explainSql("INSERT INTO events VALUES (1)"))
                .isInstanceOf(ValidationException.class)
                .hasStackTraceContaining("'sink.partitioner' and PARTITIONED BY exclude each other");
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        Conditions.await(Duration.ofSeconds(10), condition);
    }
}
