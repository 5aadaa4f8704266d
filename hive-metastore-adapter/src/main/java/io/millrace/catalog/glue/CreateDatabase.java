package io.millrace.catalog.glue;

import static io.millrace.catalog.glue.GlueError.ALREADY_EXISTS;

import io.millrace.catalog.CatalogStore;
import io.millrace.catalog.CatalogStore.Outcome;
import io.millrace.frontdoor.Operation;
import software.amazon.awssdk.services.glue.model.CreateDatabaseRequest;
import software.amazon.awssdk.services.glue.model.CreateDatabaseResponse;

/** Adds a database. */
final class CreateDatabase implements Operation<CreateDatabaseRequest, CreateDatabaseResponse> {
    private final CatalogStore store;

    CreateDatabase(CatalogStore store) {
        this.store = store;
    }

    @Override
    public Class<CreateDatabaseRequest> inputType() {
        return CreateDatabaseRequest.class;
    }

    @Override
    public CreateDatabaseResponse handle(CreateDatabaseRequest input) {
        Outcome outcome = store.createDatabase(
                GlueNames.fold(input.databaseInput().name()), GlueShapes.properties(input.databaseInput()));
        if (outcome == Outcome.EXISTS) {
            throw ALREADY_EXISTS.because("Database already exists.");
        }
        return CreateDatabaseResponse.builder().build();
    }
}
