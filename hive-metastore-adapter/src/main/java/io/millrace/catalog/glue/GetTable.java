package io.millrace.catalog.glue;

import io.millrace.frontdoor.Operation;
import software.amazon.awssdk.services.glue.model.GetTableRequest;
import software.amazon.awssdk.services.glue.model.GetTableResponse;

/** Shows one table. */
final class GetTable implements Operation<GetTableRequest, GetTableResponse> {
    private final GlueNames names;
    private final GlueShapes shapes;

    GetTable(GlueNames names, GlueShapes shapes) {
        this.names = names;
        this.shapes = shapes;
    }

    @Override
    public Class<GetTableRequest> inputType() {
        return GetTableRequest.class;
    }

    @Override
    public GetTableResponse handle(GetTableRequest input) {
        return GetTableResponse.builder()
                .table(shapes.table(names.findTable(input.databaseName(), input.name())))
                .build();
    }
}
