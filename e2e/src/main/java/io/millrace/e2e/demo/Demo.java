package io.millrace.e2e.demo;

import static io.millrace.e2e.demo.DemoResources.DATABASE;
import static io.millrace.e2e.demo.DemoResources.DELAYS;
import static io.millrace.e2e.demo.DemoResources.FLIGHTS;
import static io.millrace.e2e.demo.DemoResources.LAKE_TABLE;

import io.millrace.e2e.AwsClients;
import io.millrace.e2e.FlinkCluster;
import io.millrace.e2e.House;
import io.millrace.e2e.cli.Poll;
import io.millrace.e2e.cli.Progress;
import io.millrace.e2e.cli.SqlQuery;
import io.millrace.e2e.demo.FlightData.AirportDelay;
import io.millrace.trino.launcher.TrinoProcess;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

/**
 * 20,000 real flights enter a stream; Flink SQL analyses them into another; a delivery stream lands them in an Iceberg
 * table; Trino asks all three, and the answer is compared with the file.
 */
public final class Demo {
    private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(60);

    private final House house;
    private final FlightData data;
    private final Progress progress;

    public Demo(House house, FlightData data, Progress progress) {
        this.house = house;
        this.data = data;
        this.progress = progress;
    }

    /** Goes the whole way once, on a house that has not seen it before. */
    public DemoResult run() throws Exception {
        Future<TrinoProcess> trino = house.startTrino(0);
        Future<FlinkCluster> cluster = house.startFlink();
        try (AwsClients aws = house.clients()) {
            DemoResources resources = new DemoResources(aws);
            resources.createStreams();
            resources.createLakeTable(house.icebergCatalog());
            resources.createDelivery();
            progress.say("streams, tables and the delivery stream are there");

            new FlightProducer(aws.kinesis(), FLIGHTS, progress).put(data.flights());

            String clusterId = cluster.get().id();
            progress.say("Flink cluster %s is up".formatted(clusterId));
            new DelayAnalysis(aws, clusterId).run(house.endpoint(), house.region());
            progress.say("Flink has analysed the flights");

            SqlQuery sql = new SqlQuery(trino.get().endpoint());
            progress.say("Trino is up");
            return ask(sql);
        }
    }

    private DemoResult ask(SqlQuery sql) throws SQLException, TimeoutException {
        long live = count(sql, "millrace.%s.%s".formatted(DATABASE, FLIGHTS));
        progress.say("Trino counted the live stream");
        long lake = lakeCount(sql);
        progress.say("Trino counted the lake");
        List<AirportDelay> worst = sql
                .run("SELECT origin, mean_delay FROM millrace.%s.%s ORDER BY mean_delay DESC, origin LIMIT %d"
                        .formatted(DATABASE, DELAYS, DemoResult.WORST))
                .rows()
                .stream()
                .map(row -> new AirportDelay(row.get(0), Double.parseDouble(row.get(1))))
                .toList();
        progress.say("Trino read what Flink found");
        return new DemoResult(data, live, lake, worst);
    }

    /** The delivery stream may have a buffer to fill yet: waits until the count is whole, or has too much in it. */
    private long lakeCount(SqlQuery sql) throws SQLException, TimeoutException {
        String table = "lake.%s.%s".formatted(DATABASE, LAKE_TABLE);
        return Poll.until(
                "delivery of every flight",
                DELIVERY_TIMEOUT,
                () -> Optional.of(count(sql, table))
                        .filter(count -> count >= data.flights().size()));
    }

    private static long count(SqlQuery sql, String table) throws SQLException {
        return Long.parseLong(
                sql.run("SELECT count(*) FROM " + table).rows().getFirst().getFirst());
    }
}
