package io.millrace.catalog.glue;

import io.millrace.catalog.CatalogStore;
import io.millrace.catalog.StoredDatabase;
import io.millrace.frontdoor.Operation;
import software.amazon.awssdk.services.glue.model.GetDatabasesRequest;
import software.amazon.awssdk.services.glue.model.GetDatabasesResponse;

/** Lists databases by name. */
final class GetDatabases implements Operation<GetDatabasesRequest, GetDatabasesResponse> {
    private final CatalogStore store;
    private final GlueShapes shapes;

    GetDatabases(CatalogStore store, GlueShapes shapes) {
        this.store = store;
        this.shapes = shapes;
    }

    @Override
    public Class<GetDatabasesRequest> inputType() {
        return GetDatabasesRequest.class;
    }

    @Override
    public GetDatabasesResponse handle(GetDatabasesRequest input) {
        Page<StoredDatabase> page =
                Page.of(store.databases(), StoredDatabase::name, input.nextToken(), input.maxResults());
        return GetDatabasesResponse.builder()
                .databaseList(page.items().stream().map(shapes::database).toList())
                .nextToken(page.nextToken())
                .build();
    }
}
