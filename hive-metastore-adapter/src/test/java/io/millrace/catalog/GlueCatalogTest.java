package io.millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.frontdoor.ObjectStore;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.aws.glue.GlueCatalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** Iceberg's own Glue catalog, which commits by Glue's versions, on one table with its REST catalog. */
class GlueCatalogTest {
    private static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));
    private static final int WRITERS = 2;
    private static final int COMMITS = 4;

    private final String database = "ns_" + UUID.randomUUID().toString().replace("-", "");
    private final TableIdentifier name = TableIdentifier.of(database, "lake");

    /** Iceberg makes this by reflection, and signs with it for Glue and S3 alike. */
    public static final class Keys implements AwsCredentialsProvider {
        public static AwsCredentialsProvider create() {
            return new Keys();
        }

        @Override
        public AwsCredentials resolveCredentials() {
            return CatalogFixture.shared().objects().objectStore().credentials();
        }
    }

    @Test
    void commitsOfBothDoorsLandOnce() throws Exception {
        try (GlueCatalog glue = glue();
                RESTCatalog rest = CatalogFixture.shared().rest(Map.of())) {
            glue.createNamespace(Namespace.of(database));
            glue.createTable(
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

            try (ExecutorService threads = Executors.newFixedThreadPool(2 * WRITERS)) {
                Callable<Void> byGlue = () -> append(glue.loadTable(name));
                Callable<Void> byRest = () -> append(rest.loadTable(name));
                for (Future<Void> ended : threads.invokeAll(IntStream.range(0, 2 * WRITERS)
                        .mapToObj(i -> i % 2 == 0 ? byGlue : byRest)
                        .toList())) {
                    ended.get();
                }
            }

            Table table = rest.loadTable(name);
            assertThat(table.snapshots()).hasSize(2 * WRITERS * COMMITS);
            assertThat(table.currentSnapshot().summary())
                    .containsEntry("total-data-files", String.valueOf(2 * WRITERS * COMMITS));
            assertThat(glue.loadTable(name).currentSnapshot().snapshotId())
                    .isEqualTo(table.currentSnapshot().snapshotId());
            assertThat(glue.listTables(Namespace.of(database))).containsExactly(name);
        }
    }

    @Test
    void aTableIsRenamedAndDroppedThroughGlue() throws IOException {
        try (GlueCatalog glue = glue()) {
            glue.createNamespace(Namespace.of(database), Map.of("owner", "miller"));
            glue.createTable(name, SCHEMA);
            TableIdentifier renamed = TableIdentifier.of(database, "pond");

            glue.renameTable(name, renamed);

            assertThat(glue.loadNamespaceMetadata(Namespace.of(database))).containsEntry("owner", "miller");
            assertThat(glue.listTables(Namespace.of(database))).containsExactly(renamed);
            assertThat(glue.dropTable(renamed, true)).isTrue();
            assertThat(glue.dropNamespace(Namespace.of(database))).isTrue();
        }
    }

    private static Void append(Table table) {
        for (int commit = 0; commit < COMMITS; commit++) {
            DataFile file = DataFiles.builder(PartitionSpec.unpartitioned())
                    .withPath("s3://millrace/files/" + UUID.randomUUID() + ".parquet")
                    .withFileSizeInBytes(10)
                    .withRecordCount(1)
                    .build();
            table.newAppend().appendFile(file).commit();
        }
        return null;
    }

    private static GlueCatalog glue() {
        ObjectStore store = CatalogFixture.shared().objects().objectStore();
        Map<String, String> properties = new HashMap<>(Map.of(
                "glue.endpoint", CatalogFixture.shared().server().endpoint().toString(),
                "warehouse", store.warehouse().toString(),
                "client.region", "us-east-1",
                "client.credentials-provider", Keys.class.getName(),
                "http-client.type", "urlconnection",
                "s3.endpoint", store.endpoint().toString(),
                "s3.path-style-access", "true"));
        GlueCatalog catalog = new GlueCatalog();
        catalog.initialize("glue", properties);
        return catalog;
    }
}
