package io.millrace.catalog.glue;

import io.millrace.catalog.CatalogStore;
import io.millrace.catalog.CatalogStore.Outcome;
import io.millrace.frontdoor.Operation;
import software.amazon.awssdk.services.glue.model.UpdateDatabaseRequest;
import software.amazon.awssdk.services.glue.model.UpdateDatabaseResponse;

/** Replaces a database's description, location and parameters. */
final class UpdateDatabase implements Operation<UpdateDatabaseRequest, UpdateDatabaseResponse> {
    private final CatalogStore store;
    private final GlueNames names;

    UpdateDatabase(CatalogStore store, GlueNames names) {
        this.store = store;
        this.names = names;
    }

    @Override
    public Class<UpdateDatabaseRequest> inputType() {
        return UpdateDatabaseRequest.class;
    }

    @Override
    public UpdateDatabaseResponse handle(UpdateDatabaseRequest input) {
        Outcome outcome = store.changeDatabase(
                names.database(input.name()), before -> GlueShapes.properties(input.databaseInput()));
        if (outcome == Outcome.NO_DATABASE) {
            throw GlueNames.noDatabase(input.name());
        }
        return UpdateDatabaseResponse.builder().build();
    }
}
