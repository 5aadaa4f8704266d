package io.millrace.catalog.glue;

import io.millrace.frontdoor.Operation;
import software.amazon.awssdk.services.glue.model.GetDatabaseRequest;
import software.amazon.awssdk.services.glue.model.GetDatabaseResponse;

/** Shows one database. */
final class GetDatabase implements Operation<GetDatabaseRequest, GetDatabaseResponse> {
    private final GlueNames names;
    private final GlueShapes shapes;

    GetDatabase(GlueNames names, GlueShapes shapes) {
        this.names = names;
        this.shapes = shapes;
    }

    @Override
    public Class<GetDatabaseRequest> inputType() {
        return GetDatabaseRequest.class;
    }

    @Override
    public GetDatabaseResponse handle(GetDatabaseRequest input) {
        return GetDatabaseResponse.builder()
                .database(shapes.database(names.findDatabase(input.name())))
                .build();
    }
}
