package io.millrace.catalog.glue;

import io.millrace.catalog.CatalogStore;
import io.millrace.frontdoor.JsonApi;
import io.millrace.frontdoor.Operation;
import java.util.List;
import software.amazon.awssdk.core.SdkPojo;

/** The Glue API over a catalog store. */
public final class GlueApi {
    private GlueApi() {}

    /**
     * The operations that are built.
     *
     * @param catalogId the account, which is the name of its catalog
     */
    public static JsonApi over(CatalogStore store, String catalogId) {
        return new JsonApi(
                "glue",
                "AWSGlue",
                "glue",
                GlueError.OPERATION_NOT_SUPPORTED,
                operations(store, catalogId).stream()
                        .<Operation<?, ?>>map(operation -> whole(operation, catalogId))
                        .toList());
    }

    private static List<Operation<?, ?>> operations(CatalogStore store, String catalogId) {
        GlueNames names = new GlueNames(store);
        GlueShapes shapes = new GlueShapes(catalogId);
        return List.of(
                new CreateDatabase(store),
                new CreateTable(store, names),
                new DeleteDatabase(store, names),
                new DeleteTable(store, names),
                new GetDatabase(names, shapes),
                new GetDatabases(store, shapes),
                new GetTable(names, shapes),
                new GetTableVersions(store, names, shapes),
                new GetTables(store, names, shapes),
                new UpdateDatabase(store, names),
                new UpdateTable(store, names));
    }

    private static <I extends SdkPojo, O extends SdkPojo> Operation<I, O> whole(
            Operation<I, O> operation, String catalogId) {
        return new Whole<>(operation, catalogId);
    }
}
