package io.millrace.trino.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.frontdoor.ObjectStore;
import io.millrace.objectstore.EmbeddedObjectStore;
import io.millrace.server.testing.TestingServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;

/** The laid-out server as a process of its own: a stream and the lake in one Trino. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrinoProcessIT {
    private static final Path HOME = Path.of("..", "runtime", "target", "trino");
    private static final int FLIGHTS = 400;
    private static final int LATE = 300;

    @SuppressWarnings("NullAway.Init") // by start
    private EmbeddedObjectStore objects;

    @SuppressWarnings("NullAway.Init") // by start
    private TestingServer server;

    @SuppressWarnings("NullAway.Init") // by start
    private TrinoProcess trino;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException, InterruptedException {
        objects = EmbeddedObjectStore.start(directory.resolve("objects"), 0);
        ObjectStore store = objects.objectStore();
        server = TestingServer.start(directory.resolve("server"), store);
        FlightStream.create(server.endpoint(), AnonymousCredentialsProvider.create(), FLIGHTS);
        AccessKey storeKey = new AccessKey(
                store.credentials().accessKeyId(), store.credentials().secretAccessKey());
        TrinoConfig.Services services = new TrinoConfig.Services(
                new ServiceEndpoint(server.endpoint(), "us-east-1", Optional.empty()),
                new ServiceEndpoint(store.endpoint(), store.region(), Optional.of(storeKey)));
        trino = TrinoProcess.start(
                new TrinoConfig(HOME, directory.resolve("trino"), 0, JavaMachine.current(), services));
    }

    @AfterAll
    void stop() throws IOException {
        trino.close();
        server.close();
        objects.close();
        assertThat(trino.isAlive()).isFalse();
    }

    @Test
    void readsAStream() throws SQLException {
        assertThat(query("SELECT count(*), sum(delay), min(origin) FROM millrace.flights.flights"))
                .containsExactly("%d|%d|DTW".formatted(FLIGHTS, FLIGHTS * (FLIGHTS - 1) / 2));
        assertThat(query("SELECT _shard_id FROM millrace.flights.flights GROUP BY _shard_id ORDER BY _shard_id"))
                .containsExactly("shardId-000000000000", "shardId-000000000001");
    }

    @Test
    void writesAndReadsTheLake() throws SQLException {
        query("CREATE SCHEMA lake.air");
        query("CREATE TABLE lake.air.late AS SELECT origin, delay FROM millrace.flights.flights WHERE delay >= 100");
        query("INSERT INTO lake.air.late VALUES ('LAS', 7)");
        query("ALTER TABLE lake.air.late ADD COLUMN remark varchar");

        assertThat(query("SELECT count(*), min(delay), count(remark) FROM lake.air.late"))
                .containsExactly("%d|7|0".formatted(LATE + 1));
        assertThat(query("SELECT count(*) FROM lake.air.late JOIN millrace.flights.flights USING (delay)"))
                .containsExactly(Integer.toString(LATE + 1));

        query("DROP TABLE lake.air.late");
        query("DROP SCHEMA lake.air");
        assertThat(query("SHOW SCHEMAS FROM lake")).doesNotContain("air");
    }

    @Test
    void saysWhatIsNotThere() {
        assertThatThrownBy(() -> query("SELECT * FROM millrace.flights.nothing"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("does not exist");
    }

    private List<String> query(String sql) throws SQLException {
        String url = "jdbc:trino://127.0.0.1:" + trino.endpoint().getPort();
        try (Connection connection = DriverManager.getConnection(url, "test", null);
                Statement statement = connection.createStatement()) {
            return statement.execute(sql) ? rows(statement.getResultSet()) : List.of();
        }
    }

    private static List<String> rows(ResultSet results) throws SQLException {
        List<String> rows = new ArrayList<>();
        while (results.next()) {
            List<String> values = new ArrayList<>();
            for (int column = 1; column <= results.getMetaData().getColumnCount(); column++) {
                values.add(results.getString(column));
            }
            rows.add(String.join("|", values));
        }
        return rows;
    }
}
