package io.millrace.catalog;

import java.io.IOException;
import java.util.Map;
import org.apache.iceberg.catalog.CatalogTests;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Iceberg's own tests of a catalog, through Iceberg's own REST client. */
class RestCatalogIT extends CatalogTests<RESTCatalog> {
    private RESTCatalog catalog;

    @BeforeEach
    void open() {
        catalog = CatalogFixture.shared().rest(Map.of());
        purge();
    }

    @AfterEach
    void close() throws IOException {
        purge();
        catalog.close();
    }

    @Override
    protected RESTCatalog catalog() {
        return catalog;
    }

    @Override
    protected RESTCatalog initCatalog(String name, Map<String, String> additionalProperties) {
        return CatalogFixture.shared().rest(additionalProperties);
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
    protected boolean supportsNamesWithSlashes() {
        return false;
    }

    private void purge() {
        for (Namespace namespace : catalog.listNamespaces()) {
            catalog.listTables(namespace).forEach(table -> catalog.dropTable(table, false));
            catalog.listViews(namespace).forEach(catalog::dropView);
            catalog.dropNamespace(namespace);
        }
    }
}
