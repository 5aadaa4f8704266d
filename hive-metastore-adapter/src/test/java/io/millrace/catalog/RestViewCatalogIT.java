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
    private RESTCatalog catalog;

    @BeforeEach
    void open() {
        catalog = CatalogFixture.shared().rest(Map.of());
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
