package io.millrace.catalog.iceberg;

import static org.apache.iceberg.rest.RESTCatalogProperties.SnapshotMode;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.RESTUtil;
import org.apache.iceberg.rest.requests.CommitTransactionRequest;
import org.apache.iceberg.rest.requests.CreateNamespaceRequest;
import org.apache.iceberg.rest.requests.CreateTableRequest;
import org.apache.iceberg.rest.requests.CreateViewRequest;
import org.apache.iceberg.rest.requests.RegisterTableRequest;
import org.apache.iceberg.rest.requests.RegisterViewRequest;
import org.apache.iceberg.rest.requests.RenameTableRequest;
import org.apache.iceberg.rest.requests.ReportMetricsRequest;
import org.apache.iceberg.rest.requests.UpdateNamespacePropertiesRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.responses.ConfigResponse;
import org.apache.iceberg.rest.responses.LoadTableResponse;

/** Which call does what, by Iceberg's own handlers over the {@link StoredCatalog}. */
final class RestRoutes {
    private static final List<Endpoint> ENDPOINTS = List.of(
            Endpoint.V1_LIST_NAMESPACES,
            Endpoint.V1_LOAD_NAMESPACE,
            Endpoint.V1_NAMESPACE_EXISTS,
            Endpoint.V1_CREATE_NAMESPACE,
            Endpoint.V1_UPDATE_NAMESPACE,
            Endpoint.V1_DELETE_NAMESPACE,
            Endpoint.V1_COMMIT_TRANSACTION,
            Endpoint.V1_LIST_TABLES,
            Endpoint.V1_LOAD_TABLE,
            Endpoint.V1_TABLE_EXISTS,
            Endpoint.V1_CREATE_TABLE,
            Endpoint.V1_UPDATE_TABLE,
            Endpoint.V1_DELETE_TABLE,
            Endpoint.V1_RENAME_TABLE,
            Endpoint.V1_REGISTER_TABLE,
            Endpoint.V1_REPORT_METRICS,
            Endpoint.V1_LIST_VIEWS,
            Endpoint.V1_LOAD_VIEW,
            Endpoint.V1_VIEW_EXISTS,
            Endpoint.V1_CREATE_VIEW,
            Endpoint.V1_UPDATE_VIEW,
            Endpoint.V1_DELETE_VIEW,
            Endpoint.V1_RENAME_VIEW,
            Endpoint.V1_REGISTER_VIEW);

    private final StoredCatalog catalog;
    private final Map<String, String> place;
    private final Map<String, String> fileSettings;

    /**
     * Routes to a catalog.
     *
     * @param place where the object store is, for every client
     * @param keys to the object store, which a client gets with a table
     */
    RestRoutes(StoredCatalog catalog, Map<String, String> place, Map<String, String> keys) {
        this.catalog = catalog;
        // Iceberg asks maps for null, which immutable ones refuse.
        this.place = new HashMap<>(place);
        Map<String, String> both = new HashMap<>(place);
        both.putAll(keys);
        this.fileSettings = Map.copyOf(both);
    }

    /** Empty if the protocol has no such call, or this catalog does not know it. */
    Optional<RestAnswer> answer(RestRequest request) throws IOException {
        Optional<RestAnswer> answer = namespaces(request);
        if (answer.isEmpty()) {
            answer = tables(request);
        }
        return answer.isPresent() ? answer : views(request);
    }

    private Optional<RestAnswer> namespaces(RestRequest request) throws IOException {
        if (request.is("GET config")) {
            return Optional.of(RestAnswer.of(ConfigResponse.builder()
                    .withDefaults(place)
                    .withEndpoints(ENDPOINTS)
                    .build()));
        }
        if (request.is("GET namespaces")) {
            String parent = request.query("parent");
            Namespace namespace = parent == null ? Namespace.empty() : RESTUtil.namespaceFromQueryParam(parent);
            return Optional.of(RestAnswer.of(
                    paged(request)
                            ? CatalogHandlers.listNamespaces(
                                    catalog, namespace, request.query("pageToken"), request.query("pageSize"))
                            : CatalogHandlers.listNamespaces(catalog, namespace)));
        }
        if (request.is("POST namespaces")) {
            return Optional.of(RestAnswer.of(
                    CatalogHandlers.createNamespace(catalog, request.body(CreateNamespaceRequest.class))));
        }
        if (request.is("GET namespaces/*")) {
            return Optional.of(RestAnswer.of(CatalogHandlers.loadNamespace(catalog, request.namespace())));
        }
        if (request.is("HEAD namespaces/*")) {
            CatalogHandlers.namespaceExists(catalog, request.namespace());
            return Optional.of(RestAnswer.NO_CONTENT);
        }
        if (request.is("DELETE namespaces/*")) {
            CatalogHandlers.dropNamespace(catalog, request.namespace());
            return Optional.of(RestAnswer.NO_CONTENT);
        }
        if (request.is("POST namespaces/*/properties")) {
            return Optional.of(RestAnswer.of(CatalogHandlers.updateNamespaceProperties(
                    catalog, request.namespace(), request.body(UpdateNamespacePropertiesRequest.class))));
        }
        return Optional.empty();
    }

    private Optional<RestAnswer> tables(RestRequest request) throws IOException {
        if (request.is("GET namespaces/*/tables")) {
            return Optional.of(RestAnswer.of(
                    paged(request)
                            ? CatalogHandlers.listTables(
                                    catalog, request.namespace(), request.query("pageToken"), request.query("pageSize"))
                            : CatalogHandlers.listTables(catalog, request.namespace())));
        }
        if (request.is("POST namespaces/*/tables")) {
            CreateTableRequest create = request.body(CreateTableRequest.class);
            return Optional.of(table(
                    create.stageCreate()
                            ? CatalogHandlers.stageTableCreate(catalog, request.namespace(), create)
                            : CatalogHandlers.createTable(catalog, request.namespace(), create)));
        }
        if (request.is("POST namespaces/*/register")) {
            return Optional.of(table(CatalogHandlers.registerTable(
                    catalog, request.namespace(), request.body(RegisterTableRequest.class))));
        }
        if (request.is("GET namespaces/*/tables/*")) {
            return Optional.of(table(CatalogHandlers.loadTable(catalog, request.identifier(), snapshots(request))));
        }
        if (request.is("POST namespaces/*/tables/*")) {
            return Optional.of(table(CatalogHandlers.updateTable(
                    catalog, request.identifier(), request.body(UpdateTableRequest.class))));
        }
        if (request.is("HEAD namespaces/*/tables/*")) {
            CatalogHandlers.tableExists(catalog, request.identifier());
            return Optional.of(RestAnswer.NO_CONTENT);
        }
        if (request.is("DELETE namespaces/*/tables/*")) {
            if (request.isSet("purgeRequested")) {
                CatalogHandlers.purgeTable(catalog, request.identifier());
            } else {
                CatalogHandlers.dropTable(catalog, request.identifier());
            }
            return Optional.of(RestAnswer.NO_CONTENT);
        }
        if (request.is("POST namespaces/*/tables/*/metrics")) {
            // Read so that a wrong report is refused; nobody asks for reports yet.
            request.body(ReportMetricsRequest.class);
            return Optional.of(RestAnswer.NO_CONTENT);
        }
        if (request.is("POST tables/rename")) {
            CatalogHandlers.renameTable(catalog, request.body(RenameTableRequest.class));
            return Optional.of(RestAnswer.NO_CONTENT);
        }
        if (request.is("POST transactions/commit")) {
            catalog.commit(request.body(CommitTransactionRequest.class).tableChanges());
            return Optional.of(RestAnswer.NO_CONTENT);
        }
        return Optional.empty();
    }

    private Optional<RestAnswer> views(RestRequest request) throws IOException {
        if (request.is("GET namespaces/*/views")) {
            return Optional.of(RestAnswer.of(
                    paged(request)
                            ? CatalogHandlers.listViews(
                                    catalog, request.namespace(), request.query("pageToken"), request.query("pageSize"))
                            : CatalogHandlers.listViews(catalog, request.namespace())));
        }
        if (request.is("POST namespaces/*/views")) {
            return Optional.of(RestAnswer.of(
                    CatalogHandlers.createView(catalog, request.namespace(), request.body(CreateViewRequest.class))));
        }
        if (request.is("POST namespaces/*/register-view")) {
            return Optional.of(RestAnswer.of(CatalogHandlers.registerView(
                    catalog, request.namespace(), request.body(RegisterViewRequest.class))));
        }
        if (request.is("GET namespaces/*/views/*")) {
            return Optional.of(RestAnswer.of(CatalogHandlers.loadView(catalog, request.identifier())));
        }
        if (request.is("POST namespaces/*/views/*")) {
            return Optional.of(RestAnswer.of(
                    CatalogHandlers.updateView(catalog, request.identifier(), request.body(UpdateTableRequest.class))));
        }
        if (request.is("HEAD namespaces/*/views/*")) {
            CatalogHandlers.viewExists(catalog, request.identifier());
            return Optional.of(RestAnswer.NO_CONTENT);
        }
        if (request.is("DELETE namespaces/*/views/*")) {
            CatalogHandlers.dropView(catalog, request.identifier());
            return Optional.of(RestAnswer.NO_CONTENT);
        }
        if (request.is("POST views/rename")) {
            CatalogHandlers.renameView(catalog, request.body(RenameTableRequest.class));
            return Optional.of(RestAnswer.NO_CONTENT);
        }
        return Optional.empty();
    }

    /**
     * With the metadata goes what its reader needs to reach the files. These are the store's own keys and not narrowed to
     * the table: whom the front door lets in may read and write every table anyhow, and without authentication it listens
     * on loopback only.
     */
    private RestAnswer table(LoadTableResponse loaded) {
        return RestAnswer.of(LoadTableResponse.builder()
                .withTableMetadata(loaded.tableMetadata())
                .addAllConfig(fileSettings)
                .build());
    }

    private static boolean paged(RestRequest request) {
        // A token alone is how clients say that they can page; the page's size is the server's, and is all.
        return request.query("pageSize") != null;
    }

    private static SnapshotMode snapshots(RestRequest request) {
        String mode = request.query("snapshots");
        return mode == null ? SnapshotMode.ALL : SnapshotMode.valueOf(mode.toUpperCase(Locale.ROOT));
    }
}
