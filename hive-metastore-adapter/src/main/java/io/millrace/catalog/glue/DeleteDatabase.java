package io.millrace.catalog.glue;

import io.millrace.catalog.CatalogStore;
import io.millrace.catalog.CatalogStore.Outcome;
import io.millrace.frontdoor.Operation;
import software.amazon.awssdk.services.glue.model.DeleteDatabaseRequest;
import software.amazon.awssdk.services.glue.model.DeleteDatabaseResponse;

/** Drops a database and, as Glue does, the tables in it; their files stay. */
final class DeleteDatabase implements Operation<DeleteDatabaseRequest, DeleteDatabaseResponse> {
    private final CatalogStore store;
    private final GlueNames names;

    DeleteDatabase(CatalogStore store, GlueNames names) {
        this.store = store;
        this.names = names;
    }

    @Override
    public Class<DeleteDatabaseRequest> inputType() {
        return DeleteDatabaseRequest.class;
    }

    @Override
    public DeleteDatabaseResponse handle(DeleteDatabaseRequest input) {
        if (store.dropDatabase(names.database(input.name()), true) == Outcome.NO_DATABASE) {
            throw GlueNames.noDatabase(input.name());
        }
        return DeleteDatabaseResponse.builder().build();
    }
}
