package io.millrace.catalog.glue;

import io.millrace.catalog.CatalogStore;
import io.millrace.frontdoor.Operation;
import software.amazon.awssdk.services.glue.model.DeleteTableRequest;
import software.amazon.awssdk.services.glue.model.DeleteTableResponse;

/** Drops a table; its files stay. */
final class DeleteTable implements Operation<DeleteTableRequest, DeleteTableResponse> {
    private final CatalogStore store;
    private final GlueNames names;

    DeleteTable(CatalogStore store, GlueNames names) {
        this.store = store;
        this.names = names;
    }

    @Override
    public Class<DeleteTableRequest> inputType() {
        return DeleteTableRequest.class;
    }

    @Override
    public DeleteTableResponse handle(DeleteTableRequest input) {
        return switch (store.dropTable(names.table(input.databaseName(), input.name()))) {
            case DONE -> DeleteTableResponse.builder().build();
            case NO_DATABASE -> throw GlueNames.noDatabase(input.databaseName());
            case NO_TABLE -> throw GlueNames.noTable(input.name());
            case EXISTS, NOT_EMPTY, STALE -> throw new IllegalStateException("not an outcome of a deletion");
        };
    }
}
