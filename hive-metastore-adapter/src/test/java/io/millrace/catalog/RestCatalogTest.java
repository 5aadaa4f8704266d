package io.millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.iceberg.BaseTransaction;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableCommit;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Iceberg's clients rely on under contention, over restarts and in error. */
class RestCatalogTest {
    private static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));
    private static final int WRITERS = 4;
    private static final int COMMITS = 5;

    private final RESTCatalog catalog = CatalogFixture.shared().rest(Map.of());
    private final String database = "ns_" + UUID.randomUUID().toString().replace("-", "");
    private final TableIdentifier name = TableIdentifier.of(database, "t");

    @BeforeEach
    void createNamespace() {
        catalog.createNamespace(Namespace.of(database));
    }

    @Test
    void concurrentCommitsAllLandOnce() throws Exception {
        Table table = catalog.createTable(
                name,
                SCHEMA,
                PartitionSpec.unpartitioned(),
                Map.of(
                        "commit.retry.num-retries",
                        "100",
                        "commit.retry.min-wait-ms",
                        "10",
                        "commit.retry.max-wait-ms",
                        "200"));
        Callable<Void> writer = () -> {
            Table own = CatalogFixture.shared().rest(Map.of()).loadTable(name);
            for (int commit = 0; commit < COMMITS; commit++) {
                own.newAppend().appendFile(file()).commit();
            }
            return null;
        };

        try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
            for (Future<Void> ended : threads.invokeAll(
                    IntStream.range(0, WRITERS).mapToObj(i -> writer).toList())) {
                ended.get();
            }
        }
        table.refresh();

        assertThat(table.snapshots()).hasSize(WRITERS * COMMITS);
        assertThat(table.currentSnapshot().summary())
                .containsEntry("total-data-files", String.valueOf(WRITERS * COMMITS));
    }

    @Test
    void aStaleCommitIsRefusedAndLosesNothing() {
        catalog.createTable(name, SCHEMA);
        Transaction stale = catalog.loadTable(name).newTransaction();
        stale.updateSchema().addColumn("stale", Types.StringType.get()).commit();
        catalog.loadTable(name)
                .updateSchema()
                .addColumn("fresh", Types.StringType.get())
                .commit();

        assertThatThrownBy(stale::commitTransaction).isInstanceOf(CommitFailedException.class);

        assertThat(catalog.loadTable(name).schema().columns())
                .extracting(Types.NestedField::name)
                .containsExactly("id", "fresh");
    }

    @Test
    void tablesSurviveARestart() throws IOException {
        catalog.createTable(name, SCHEMA).newAppend().appendFile(file()).commit();

        CatalogFixture.shared().server().restart();

        Table table = CatalogFixture.shared().rest(Map.of()).loadTable(name);
        assertThat(table.currentSnapshot().summary()).containsEntry("total-data-files", "1");
    }

    @Test
    void severalTablesCommitTogetherOrNotAtAll() {
        TableIdentifier second = TableIdentifier.of(database, "second");
        catalog.createTable(name, SCHEMA);
        catalog.createTable(second, SCHEMA);
        Transaction one = catalog.loadTable(name).newTransaction();
        one.updateProperties().set("half", "one").commit();
        Transaction two = catalog.loadTable(second).newTransaction();
        two.updateSchema().addColumn("late", Types.StringType.get()).commit();
        catalog.loadTable(second)
                .updateSchema()
                .addColumn("early", Types.StringType.get())
                .commit();

        assertThatThrownBy(() -> catalog.commitTransaction(
                        TableCommit.create(
                                name,
                                startOf(one),
                                ((HasTableOperations) one.table()).operations().current()),
                        TableCommit.create(
                                second,
                                startOf(two),
                                ((HasTableOperations) two.table()).operations().current())))
                .isInstanceOf(CommitFailedException.class);

        assertThat(catalog.loadTable(name).properties()).doesNotContainKey("half");
    }

    @Test
    void badRequestsAreTheClientsFault() throws Exception {
        assertThat(status("POST", "/v1/namespaces", "{")).isEqualTo(400);
        assertThat(status("POST", "/v1/namespaces", "[]")).isEqualTo(400);
        assertThat(status("POST", "/v1/namespaces", "")).isEqualTo(400);
        assertThat(status("GET", "/v1/namespaces/none", "")).isEqualTo(404);
        assertThat(status("GET", "/v1/nonsense", "")).isEqualTo(404);
        assertThat(status("GET", "/v2/config", "")).isEqualTo(404);
        assertThat(status("POST", "/v1/namespaces", "{\"namespace\":[\"a\",\"b\"],\"properties\":{}}"))
                .isEqualTo(400);
        assertThat(status("GET", "/v1/namespaces?pageSize=x", "")).isEqualTo(400);
        assertThat(status("GET", "/v1/namespaces/%s/tables/t?snapshots=x".formatted(database), ""))
                .isEqualTo(400);
    }

    private static TableMetadata startOf(Transaction transaction) {
        return ((BaseTransaction) transaction).startMetadata();
    }

    private static int status(String method, String path, String body) throws Exception {
        URI uri = URI.create(CatalogFixture.shared().server().endpoint() + "/iceberg" + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("content-type", "application/json")
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
        }
    }

    private static DataFile file() {
        return DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath("s3://millrace/files/" + UUID.randomUUID() + ".parquet")
                .withFileSizeInBytes(10)
                .withRecordCount(1)
                .build();
    }
}
