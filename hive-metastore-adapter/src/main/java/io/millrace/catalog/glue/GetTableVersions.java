package io.millrace.catalog.glue;

import io.millrace.catalog.CatalogStore;
import io.millrace.catalog.StoredTable;
import io.millrace.frontdoor.Operation;
import java.util.List;
import java.util.Locale;
import software.amazon.awssdk.services.glue.model.GetTableVersionsRequest;
import software.amazon.awssdk.services.glue.model.GetTableVersionsResponse;
import software.amazon.awssdk.services.glue.model.TableVersion;

/** Lists what a table was, newest first. */
final class GetTableVersions implements Operation<GetTableVersionsRequest, GetTableVersionsResponse> {
    private final CatalogStore store;
    private final GlueNames names;
    private final GlueShapes shapes;

    GetTableVersions(CatalogStore store, GlueNames names, GlueShapes shapes) {
        this.store = store;
        this.names = names;
        this.shapes = shapes;
    }

    @Override
    public Class<GetTableVersionsRequest> inputType() {
        return GetTableVersionsRequest.class;
    }

    @Override
    public GetTableVersionsResponse handle(GetTableVersionsRequest input) {
        names.findTable(input.databaseName(), input.tableName());
        List<StoredTable> versions = store.versions(names.table(input.databaseName(), input.tableName()));
        Page<StoredTable> page =
                Page.of(versions, GetTableVersions::newestFirst, input.nextToken(), input.maxResults());
        return GetTableVersionsResponse.builder()
                .tableVersions(page.items().stream()
                        .map(version -> TableVersion.builder()
                                .table(shapes.table(version))
                                .versionId(Long.toString(version.version()))
                                .build())
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    /** Sorts as text in the order of the list. */
    private static String newestFirst(StoredTable version) {
        return String.format(Locale.ROOT, "%019d", Long.MAX_VALUE - version.version());
    }
}
