package io.millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.frontdoor.ObjectStore;
import io.millrace.server.testing.TestingServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The REST door of a server that lets in signed requests only, over a bucket that is not there at the start. */
class SignedRestTest {
    private static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));
    private static final TableIdentifier NAME = TableIdentifier.of("signed", "lake");

    @TempDir
    private Path directory;

    @Test
    void aSignedClientGetsTheKeysToTheWarehouseAndOthersDoNot() throws IOException {
        Map<String, String> settings = new HashMap<>(TestingServer.settings(newBucket("signed")));
        settings.put("auth", "sigv4");
        settings.put(
                "credentials-file",
                Files.writeString(directory.resolve("credentials"), """
                        [default]
                        aws_access_key_id = AKIAEXAMPLE
                        aws_secret_access_key = example
                        """).toString());
        try (TestingServer server = TestingServer.start(directory.resolve("data"), settings);
                RESTCatalog known = client(server, signed("example"))) {
            known.createNamespace(Namespace.of("signed"));

            known.createTable(NAME, SCHEMA)
                    .updateProperties()
                    .set("mill", "wind")
                    .commit();

            assertThat(known.loadTable(NAME).properties()).containsEntry("mill", "wind");
            assertThat(known.loadTable(NAME).location()).startsWith("s3://signed/warehouse/signed/lake-");
            assertThat(known.loadTable(NAME).io().properties()).containsKey("s3.secret-access-key");
            assertThatThrownBy(() -> client(server, Map.of())).isInstanceOf(NotAuthorizedException.class);
            assertThatThrownBy(() -> client(server, signed("wrong"))).isInstanceOf(ForbiddenException.class);
        }
    }

    @Test
    void aServerWithoutItsObjectStoreStartsAndKeepsNoHalfTable() throws IOException {
        ObjectStore store = CatalogFixture.shared().objects().objectStore();
        ObjectStore gone = new ObjectStore(
                URI.create("http://127.0.0.1:1"), store.region(), store.credentials(), store.warehouse());
        try (TestingServer server = TestingServer.start(directory.resolve("data"), gone);
                RESTCatalog catalog = client(server, Map.of())) {
            catalog.createNamespace(Namespace.of("signed"));

            assertThatThrownBy(() -> catalog.createTable(NAME, SCHEMA)).hasMessageContaining("failed to answer");

            assertThat(catalog.listTables(Namespace.of("signed"))).isEmpty();
        }
    }

    private static ObjectStore newBucket(String name) {
        ObjectStore store = CatalogFixture.shared().objects().objectStore();
        return new ObjectStore(
                store.endpoint(), store.region(), store.credentials(), URI.create("s3://" + name + "/warehouse"));
    }

    private static Map<String, String> signed(String secret) {
        return Map.of(
                "rest.sigv4-enabled", "true",
                "rest.signing-name", "glue",
                "rest.signing-region", "us-east-1",
                "rest.access-key-id", "AKIAEXAMPLE",
                "rest.secret-access-key", secret);
    }

    private static RESTCatalog client(TestingServer server, Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(properties);
        all.put("uri", server.endpoint() + "/iceberg");
        RESTCatalog catalog = new RESTCatalog();
        catalog.initialize("signed", all);
        return catalog;
    }
}
