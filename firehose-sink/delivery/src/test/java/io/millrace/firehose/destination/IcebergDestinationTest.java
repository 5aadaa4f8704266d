package io.millrace.firehose.destination;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.firehose.stream.BufferHints;
import io.millrace.firehose.stream.DestinationSpec;
import io.millrace.firehose.stream.Intent;
import io.millrace.firehose.stream.ObjectKeys;
import io.millrace.firehose.stream.Positions;
import io.millrace.firehose.stream.PrefixTemplate;
import io.millrace.firehose.stream.S3Location;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** What two writers and lost answers do to a table, over Iceberg's own catalog in memory. */
class IcebergDestinationTest {
    private static final UUID STREAM = UUID.randomUUID();
    private static final TableIdentifier TABLE = TableIdentifier.of("lake", "flights");

    @TempDir
    private Path scratch;

    private final InMemoryCatalog catalog = new InMemoryCatalog();

    /** Never called: nothing is rejected here. */
    private final S3Client s3 = S3Client.builder()
            .endpointOverride(URI.create("http://127.0.0.1:1"))
            .region(Region.US_EAST_1)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();

    @BeforeEach
    void open() {
        catalog.initialize("memory", Map.of());
        catalog.createNamespace(Namespace.of("lake"));
        catalog.createTable(TABLE, new Schema(Types.NestedField.required(1, "delay", Types.IntegerType.get())));
    }

    @AfterEach
    void close() throws IOException {
        s3.close();
        catalog.close();
    }

    @Test
    void aDeliveryThatIsRepeatedByALaterProcessIsOneSnapshot() throws IOException {
        Delivery delivery = delivery(5);

        destination(catalog).deliver(delivery);
        destination(catalog).deliver(delivery);

        assertThat(catalog.loadTable(TABLE).snapshots()).hasSize(1);
        assertThat(destination(catalog).delivered()).isEqualTo(delivery.after());
    }

    @Test
    void aWriterWithAnOldViewOfTheTableAddsNothingTwice() throws IOException {
        Table old = catalog.loadTable(TABLE);
        Delivery delivery = delivery(5);
        destination(catalog).deliver(delivery);

        destination(new Seen(old)).deliver(delivery);

        assertThat(catalog.loadTable(TABLE).snapshots()).hasSize(1);
    }

    @Test
    void anOldViewDoesNotKeepTheNextDeliveryOut() throws IOException {
        Table old = catalog.loadTable(TABLE);
        destination(catalog).deliver(delivery(5));

        destination(new Seen(old)).deliver(delivery(9));

        assertThat(catalog.loadTable(TABLE).snapshots()).hasSize(2);
        assertThat(destination(catalog).delivered()).isEqualTo(delivery(9).after());
    }

    @Test
    void aCommitWhoseAnswerIsLostIsFoundAgain() throws IOException {
        IcebergDestination destination =
                destination(new Seen(new BaseTable(new LosesAnswers(operations()), TABLE.toString())));
        Delivery delivery = delivery(5);

        assertThatThrownBy(() -> destination.deliver(delivery)).isInstanceOf(CommitStateUnknownException.class);
        destination.deliver(delivery);

        assertThat(catalog.loadTable(TABLE).snapshots()).hasSize(1);
        assertThat(catalog.loadTable(TABLE).currentSnapshot().summary()).containsEntry("total-records", "2");
    }

    @Test
    void positionsAreFoundBehindTheSnapshotsOfOthers() throws IOException {
        destination(catalog).deliver(delivery(5));
        catalog.loadTable(TABLE).newAppend().commit();
        catalog.loadTable(TABLE)
                .newAppend()
                .set("millrace.delivery." + UUID.randomUUID() + ".positions", "{}")
                .commit();

        assertThat(destination(catalog).delivered()).isEqualTo(delivery(5).after());
    }

    @Test
    void aTableThatIsNotThereHasNothing() throws IOException {
        catalog.dropTable(TABLE);

        assertThat(destination(catalog).delivered()).isEqualTo(Positions.NONE);
    }

    @Test
    void positionsExpireWithTheirSnapshot() throws IOException {
        destination(catalog).deliver(delivery(5));
        Table table = catalog.loadTable(TABLE);
        Snapshot own = table.currentSnapshot();
        table.newAppend().commit();

        table.expireSnapshots().expireSnapshotId(own.snapshotId()).commit();

        assertThat(destination(catalog).delivered()).isEqualTo(Positions.NONE);
    }

    private TableOperations operations() {
        return ((BaseTable) catalog.loadTable(TABLE)).operations();
    }

    private IcebergDestination destination(Catalog seen) {
        S3Location rejected = new S3Location(
                "nowhere",
                new ObjectKeys("flights", new PrefixTemplate(""), new PrefixTemplate(""), ZoneOffset.UTC, ""),
                S3Location.Compression.UNCOMPRESSED);
        return new IcebergDestination(
                new DestinationSpec.Iceberg("lake", "flights", rejected, BufferHints.of(1, 1)),
                STREAM,
                new IcebergDestination.Resources(() -> seen, s3, scratch, InstantSource.system()));
    }

    /** Two rows of one shard, up to a sequence number. */
    private static Delivery delivery(long through) {
        Positions after = new Positions(new TreeMap<>(Map.of("shardId-000000000000", BigInteger.valueOf(through))));
        return new Delivery(new Intent(new UUID(0, through), after, Instant.EPOCH, 2), after, visitor -> {
            for (String row : List.of("{\"delay\":1}", "{\"delay\":2}")) {
                visitor.visit(row.getBytes(UTF_8), Instant.EPOCH);
            }
        });
    }

    /** A catalog that gives out one view of a table, however old. */
    private static final class Seen extends InMemoryCatalog {
        private final Table table;

        Seen(Table table) {
            this.table = table;
        }

        @Override
        public Table loadTable(TableIdentifier identifier) {
            return table;
        }
    }

    /** Commits, once without saying so. */
    private static final class LosesAnswers implements TableOperations {
        private final TableOperations operations;
        private boolean lost;

        LosesAnswers(TableOperations operations) {
            this.operations = operations;
        }

        @Override
        public TableMetadata current() {
            return operations.current();
        }

        @Override
        public TableMetadata refresh() {
            return operations.refresh();
        }

        @Override
        public void commit(TableMetadata base, TableMetadata metadata) {
            operations.commit(base, metadata);
            if (!lost) {
                lost = true;
                throw new CommitStateUnknownException(new IOException("the connection broke"));
            }
        }

        @Override
        public FileIO io() {
            return operations.io();
        }

        @Override
        public EncryptionManager encryption() {
            return operations.encryption();
        }

        @Override
        public String metadataFileLocation(String fileName) {
            return operations.metadataFileLocation(fileName);
        }

        @Override
        public LocationProvider locationProvider() {
            return operations.locationProvider();
        }
    }
}
