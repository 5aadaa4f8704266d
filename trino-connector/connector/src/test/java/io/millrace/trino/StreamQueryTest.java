package io.millrace.trino;

import static org.assertj.core.api.Assertions.assertThat;

import io.trino.Session;
import io.trino.spi.QueryId;
import io.trino.sql.planner.plan.FilterNode;
import io.trino.testing.AbstractTestQueryFramework;
import io.trino.testing.DistributedQueryRunner;
import io.trino.testing.MaterializedResult;
import io.trino.testing.QueryRunner;
import io.trino.testing.QueryRunner.MaterializedResultWithPlan;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.glue.model.Column;

/** Queries on streams of a real server, in Trino as it is: coordinator and worker, over the wire. */
class StreamQueryTest extends AbstractTestQueryFramework {
    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/";

    @SuppressWarnings("NullAway.Init") // by createQueryRunner
    private StreamTableFixture tables;

    @Override
    protected QueryRunner createQueryRunner() throws Exception {
        tables = closeAfterClass(new StreamTableFixture(Files.createTempDirectory("millrace-query")));
        DistributedQueryRunner trino = tables.trino();
        StreamReference flights =
                tables.createTable("flights", 1, "Origin string", "delay int", "route struct<to:string,km:double>");
        tables.streams()
                .put(
                        flights,
                        List.of(
                                "{\"origin\":\"DTW\",\"delay\":66,\"route\":{\"to\":\"LAS\",\"km\":2816.4}}",
                                "{\"ORIGIN\":\"HNL\",\"Delay\":-5}",
                                "{\"origin\":\"OAK\",\"delay\":\"late\"}",
                                "no flight"));
        return trino;
    }

    @Test
    void readsColumnsFromJson() {
        assertThat(query("SELECT origin, delay, route.to, route.km FROM flights"))
                .matches("""
                        VALUES
                          (VARCHAR 'DTW', 66, VARCHAR 'LAS', DOUBLE '2816.4'),
                          ('HNL', -5, NULL, NULL),
                          ('OAK', NULL, NULL, NULL),
                          (NULL, NULL, NULL, NULL)
                        """);
    }

    @Test
    void tellsWhatCouldNotBeDecodedWhateverElseIsAsked() {
        assertThat(query("SELECT _decode_error FROM flights WHERE _decode_error IS NOT NULL"))
                .matches("""
                        VALUES VARCHAR 'delay: late is not integer',
                          'not JSON: Unrecognized token ''no'': was expecting (JSON String, Number, Array, Object or token ''null'', ''true'' or ''false'')'
                        """);
        assertThat(query("SELECT origin, _decode_error IS NULL FROM flights WHERE delay = -5"))
                .matches("VALUES (VARCHAR 'HNL', true)");
    }

    @Test
    void countsWithoutDecoding() {
        assertThat(query("SELECT count(*) FROM flights")).matches("VALUES BIGINT '4'");
    }

    @Test
    void showsHiddenColumnsToThoseWhoNameThem() {
        MaterializedResult rows = computeActual("SELECT * FROM flights");
        assertThat(rows.getColumnNames()).containsExactly("origin", "delay", "route");

        assertThat(query("""
                        SELECT DISTINCT _shard_id, _partition_key, length(_sequence_number),
                          _arrival_time BETWEEN current_timestamp - INTERVAL '1' HOUR AND current_timestamp + INTERVAL '1' MINUTE
                        FROM flights
                        """)).matches("VALUES (VARCHAR 'shardId-000000000000', VARCHAR 'k', BIGINT '56', true)");
        assertThat(query("SELECT from_utf8(_data) FROM flights WHERE from_utf8(_data) LIKE 'no%'"))
                .matches("VALUES VARCHAR 'no flight'");
    }

    @Test
    void readsOnlyTheShardsThatAreAskedFor() {
        tables.streams().put(tables.createTable("sharded", 2, "n int"), numbers(0, 100));

        assertThat(query("SELECT count(*) FROM sharded WHERE _shard_id = 'shardId-000000000000'"))
                .matches("VALUES BIGINT '100'");
        MaterializedResultWithPlan other =
                execute("SELECT count(*) FROM sharded WHERE _shard_id = 'shardId-000000000001'");
        assertThat(other.result().getOnlyValue()).isEqualTo(0L);
        MaterializedResultWithPlan none = execute("SELECT count(*) FROM sharded WHERE _shard_id LIKE 'x%'");
        assertThat(none.result().getOnlyValue()).isEqualTo(0L);
        assertThat(rowsRead(none.queryId())).isZero();
    }

    @Test
    void seeksToTheArrivalAndTheSequenceNumberAskedFor() {
        StreamReference stream = tables.createTable("sought", 1, "n int");
        tables.streams().put(stream, numbers(0, 1_000));
        Object middle = computeScalar("SELECT _sequence_number FROM sought WHERE n = 899");
        awaitNextMillisecond();
        tables.streams().put(stream, numbers(1_000, 1_100));
        Object arrival = computeScalar("SELECT CAST(min(_arrival_time) AS varchar) FROM sought WHERE n >= 1000");

        MaterializedResultWithPlan byNumber =
                execute("SELECT count(*) FROM sought WHERE _sequence_number > '%s'".formatted(middle));
        MaterializedResultWithPlan byTime =
                execute("SELECT count(*) FROM sought WHERE _arrival_time >= TIMESTAMP '%s'".formatted(arrival));
        MaterializedResultWithPlan before =
                execute("SELECT count(*) FROM sought WHERE _arrival_time < TIMESTAMP '%s'".formatted(arrival));

        assertThat(byNumber.result().getOnlyValue()).isEqualTo(200L);
        assertThat(rowsRead(byNumber.queryId())).isEqualTo(200);
        assertThat(byTime.result().getOnlyValue()).isEqualTo(100L);
        assertThat(rowsRead(byTime.queryId())).isEqualTo(100);
        assertThat(before.result().getOnlyValue()).isEqualTo(1_000L);
    }

    @Test
    void theConnectorKeepsToConditionsOnTheLogAndTheEngineToTheOthers() {
        assertThat(query("SELECT origin FROM flights WHERE _shard_id = 'shardId-000000000000'"))
                .isFullyPushedDown();
        assertThat(query("SELECT origin FROM flights WHERE _arrival_time > TIMESTAMP '2000-01-01 00:00:00 UTC'"))
                .isFullyPushedDown();
        assertThat(query("SELECT origin FROM flights WHERE delay > 0 AND _shard_id = 'shardId-000000000000'"))
                .matches("VALUES VARCHAR 'DTW'")
                .isNotFullyPushedDown(FilterNode.class);
    }

    @Test
    void everyScanOfAQuerySeesTheSameRecordsWhileMoreArrive() throws InterruptedException {
        StreamReference stream = tables.createTable("busy", 2, "n int");
        tables.streams().put(stream, numbers(0, 1_000));
        AtomicBoolean stop = new AtomicBoolean();
        Thread producer = Thread.ofVirtual().start(() -> {
            while (!stop.get()) {
                tables.streams().put(stream, numbers(0, 100));
            }
        });

        for (int query = 0; query < 10; query++) {
            assertThat(computeScalar("""
                            SELECT (SELECT count(*) FROM busy) = (SELECT sum(rows) FROM (
                              SELECT count(*) rows FROM busy GROUP BY n))
                            """)).isEqualTo(true);
        }

        stop.set(true);
        producer.join();
    }

    @Test
    void aQuerySeesWhatWasPutBeforeIt() {
        StreamReference stream = tables.createTable("fresh", 1, "n int");
        for (int round = 1; round <= 10; round++) {
            tables.streams().put(stream, numbers(0, 10));
            assertThat(computeScalar("SELECT count(*) FROM fresh")).isEqualTo(10L * round);
        }
    }

    @Test
    void aLargeStreamIsReadInRangesWithoutLossOrDouble() {
        StreamReference stream = tables.createTable("large", 1, "n int");
        tables.streams().put(stream, numbers(0, 40_000));

        assertThat(query("SELECT count(*), count(DISTINCT n), min(n), max(n) FROM large"))
                .matches("VALUES (BIGINT '40000', BIGINT '40000', 0, 39999)");
        assertThat(query(
                        Session.builder(getSession())
                                .setCatalogSessionProperty(StreamTableFixture.CATALOG, "splits_per_shard", "1")
                                .build(),
                        "SELECT count(DISTINCT n) FROM large"))
                .matches("VALUES BIGINT '40000'");
    }

    @Test
    void aLimitIsKept() {
        assertThat(computeActual("SELECT origin FROM flights LIMIT 2").getRowCount())
                .isEqualTo(2);
    }

    @Test
    void tablesThatAreNoStreamsAreNotShown() {
        tables.glue()
                .createTable(request -> request.databaseName(StreamTableFixture.SCHEMA)
                        .tableInput(table -> table.name("files")
                                .storageDescriptor(storage -> storage.location("s3://bucket/files"))));

        assertThat(computeActual("SHOW TABLES").getOnlyColumnAsSet())
                .contains("flights")
                .doesNotContain("files");
        assertQueryFails("SELECT * FROM files", ".*Table 'millrace.tpch.files' does not exist");
    }

    @Test
    void tablesThatCannotBeReadSayWhyAndHideNoOthers() {
        createInvalid("avro", "string", Map.of("classification", "avro"));
        createInvalid("union", "uniontype<int,string>", Map.of("classification", "json"));

        assertQueryFails("SELECT * FROM avro", "Table tpch.avro cannot be read: records of format avro .*");
        assertQueryFails(
                "SELECT * FROM \"union\"",
                "Table tpch.union cannot be read: column a: type uniontype<int,string> is not known .*");
        assertThat(computeActual(
                                "SELECT DISTINCT table_name FROM information_schema.columns WHERE table_schema = 'tpch'")
                        .getOnlyColumnAsSet())
                .contains("flights")
                .doesNotContain("avro", "union");
    }

    @Test
    void aTableWithoutItsStreamSaysSo() {
        tables.glue()
                .createTable(request -> request.databaseName(StreamTableFixture.SCHEMA)
                        .tableInput(table -> table.name("lost")
                                .parameters(Map.of("typeOfData", "kinesis", "streamARN", ARN + "lost"))
                                .storageDescriptor(storage -> storage.columns(column("int")))));

        assertQueryFails("SELECT * FROM lost", "Stream lost under account 000000000000 not found.");
    }

    @Test
    void describesColumnsWithTheirComments() {
        assertThat(computeActual("DESCRIBE flights").getMaterializedRows().stream()
                        .map(row -> row.getField(0) + " " + row.getField(1)))
                .containsExactly("origin varchar", "delay integer", "route row(\"to\" varchar, \"km\" double)");
    }

    private void createInvalid(String name, String type, Map<String, String> parameters) {
        tables.glue()
                .createTable(request -> request.databaseName(StreamTableFixture.SCHEMA)
                        .tableInput(table -> table.name(name)
                                .parameters(parameters)
                                .storageDescriptor(storage -> storage.columns(column(type))
                                        .parameters(Map.of("typeOfData", "kinesis", "streamARN", ARN + name)))));
    }

    private static Column column(String type) {
        return Column.builder().name("a").type(type).build();
    }

    private MaterializedResultWithPlan execute(String sql) {
        return getDistributedQueryRunner().executeWithPlan(getSession(), sql);
    }

    private long rowsRead(QueryId query) {
        return getDistributedQueryRunner()
                .getCoordinator()
                .getQueryManager()
                .getFullQueryInfo(query)
                .getQueryStats()
                .getPhysicalInputPositions();
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(n -> "{\"n\":" + n + "}").toList();
    }

    private static void awaitNextMillisecond() {
        long now = System.currentTimeMillis();
        while (System.currentTimeMillis() <= now + 1) {
            Thread.onSpinWait();
        }
    }
}
