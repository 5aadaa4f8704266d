package io.millrace.catalog.glue;

import io.millrace.catalog.CatalogStore;
import io.millrace.frontdoor.JsonApi;
import java.util.List;

/** The Glue API over a catalog store. */
public final class GlueApi {
    private GlueApi() {}

    /**
     * The operations that are built.
     *
     * @param catalogId the account, which is the name of its catalog
     */
    public static JsonApi over(CatalogStore store, String catalogId) {
        GlueNames names = new GlueNames(store);
        GlueShapes shapes = new GlueShapes(catalogId);
        return new JsonApi(
                "glue",
                "AWSGlue",
                "glue",
                GlueError.OPERATION_NOT_SUPPORTED,
                List.of(
                        new CreateDatabase(store),
                        new CreateTable(store),
                        new DeleteDatabase(store),
                        new DeleteTable(store),
                        new GetDatabase(names, shapes),
                        new GetDatabases(store, shapes),
                        new GetTable(names, shapes),
                        new GetTableVersions(store, names, shapes),
                        new GetTables(store, names, shapes),
                        new UpdateDatabase(store),
                        new UpdateTable(store, names)));
    }
}
