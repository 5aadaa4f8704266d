package io.millrace.catalog;

import java.io.IOException;
import java.util.Map;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.view.ViewCatalogTests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Iceberg's own tests of a catalog of views, through Iceberg's own REST client. */
class RestViewCatalogIT extends ViewCatalogTests<RESTCatalog> {
    /** What the suite expects the client to be configured with. */
    private static final Map<String, String> CLIENT = Map.of(
            "view-default.key1", "catalog-default-key1",
            "view-default.key2", "catalog-default-key2",
            "view-default.key3", "catalog-default-key3",
            "view-override.key3", "catalog-override-key3",
            "view-override.key4", "catalog-override-key4");

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
    protected Catalog tableCatalog() {
        return catalog;
    }

    @Override
    protected boolean requiresNamespaceCreate() {
        return true;
    }

    @Override
    protected boolean supportsServerSideRetry() {
        return true;
    }

    @Override
    protected String viewLocation(String... paths) {
        return "s3://millrace/given/" + String.join("/", paths);
    }
}
