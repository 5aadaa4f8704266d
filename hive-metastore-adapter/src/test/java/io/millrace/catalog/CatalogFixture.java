package io.millrace.catalog;

import io.millrace.objectstore.EmbeddedObjectStore;
import io.millrace.server.testing.TestingServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.rest.RESTCatalog;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.glue.GlueClient;

/** One server with the catalog, and its object store, for all tests of the module; gone with the process. */
final class CatalogFixture {
    private static final CatalogFixture SHARED = start();

    private final EmbeddedObjectStore objects;
    private final TestingServer server;

    private CatalogFixture(EmbeddedObjectStore objects, TestingServer server) {
        this.objects = objects;
        this.server = server;
    }

    static CatalogFixture shared() {
        return SHARED;
    }

    TestingServer server() {
        return server;
    }

    EmbeddedObjectStore objects() {
        return objects;
    }

    GlueClient glue() {
        return GlueClient.builder()
                .httpClient(UrlConnectionHttpClient.create())
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(server.credentials()))
                .build();
    }

    RESTCatalog rest(Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(Map.of("uri", server.endpoint() + "/iceberg"));
        all.putAll(properties);
        RESTCatalog catalog = new RESTCatalog();
        catalog.initialize("test", all);
        return catalog;
    }

    /** Empties a catalog, as suites that use fixed names need it. */
    static void purge(RESTCatalog catalog) {
        for (Namespace namespace : catalog.listNamespaces()) {
            catalog.listTables(namespace).forEach(table -> catalog.dropTable(table, false));
            catalog.listViews(namespace).forEach(catalog::dropView);
            catalog.dropNamespace(namespace);
        }
    }

    private static CatalogFixture start() {
        try {
            Path directory = Files.createTempDirectory("catalog");
            EmbeddedObjectStore objects = EmbeddedObjectStore.start(directory.resolve("objects"), 0);
            return new CatalogFixture(objects, TestingServer.start(directory.resolve("server"), objects.objectStore()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
