package io.millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.catalog.CatalogTests;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Iceberg's own tests of a catalog, through Iceberg's own REST client. */
class RestCatalogIT extends CatalogTests<RESTCatalog> {
    /** What the suite expects the client to be configured with. */
    private static final Map<String, String> CLIENT = Map.of(
            "table-default.default-key1", "catalog-default-key1",
            "table-default.default-key2", "catalog-default-key2",
            "table-default.override-key3", "catalog-default-key3",
            "table-override.override-key3", "catalog-override-key3",
            "table-override.override-key4", "catalog-override-key4");

    private RESTCatalog catalog;

    @BeforeEach
    void open() {
        catalog = CatalogFixture.shared().rest(CLIENT);
        CatalogFixture.purge(catalog);
    }

    @AfterEach
    void close() throws IOException {
        CatalogFixture.purge(catalog);
        catalog.close();
    }

    @Override
    protected RESTCatalog catalog() {
        return catalog;
    }

    @Override
    protected RESTCatalog initCatalog(String name, Map<String, String> additionalProperties) {
        Map<String, String> properties = new HashMap<>(CLIENT);
        properties.putAll(additionalProperties);
        return CatalogFixture.shared().rest(properties);
    }

    @Override
    protected boolean requiresNamespaceCreate() {
        return true;
    }

    @Override
    protected boolean supportsServerSideRetry() {
        return true;
    }

    /** A slash in a path's segment is refused by the front door. */
    @Override
    protected boolean supportsNamesWithSlashes() {
        return false;
    }

    @Override
    protected String baseTableLocation(TableIdentifier identifier) {
        return "s3://millrace/given/%s/%s".formatted(identifier.namespace(), identifier.name());
    }

    /** The suite's own form of this test moves a local file. */
    @Test
    @Override
    public void testLoadTableWithMissingMetadataFile(@TempDir Path unused) {
        catalog.createNamespace(Namespace.of("ns"));
        TableIdentifier name = TableIdentifier.of("ns", "tbl");
        HasTableOperations table = (HasTableOperations) catalog.createTable(name, SCHEMA);
        String location = table.operations().current().metadataFileLocation();

        table.operations().io().deleteFile(location);

        assertThatThrownBy(() -> catalog.loadTable(name))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining(location);
        assertThat(catalog.listTables(Namespace.of("ns"))).containsExactly(name);
    }
}
