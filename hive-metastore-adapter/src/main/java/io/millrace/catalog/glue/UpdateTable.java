package io.millrace.catalog.glue;

import static io.millrace.catalog.glue.GlueError.CONCURRENT_MODIFICATION;
import static io.millrace.catalog.glue.GlueError.INVALID_INPUT;

import io.millrace.catalog.CatalogStore;
import io.millrace.catalog.CatalogStore.Swap;
import io.millrace.catalog.StoredTable;
import io.millrace.frontdoor.ApiException;
import io.millrace.frontdoor.Operation;
import java.util.List;
import software.amazon.awssdk.services.glue.model.TableInput;
import software.amazon.awssdk.services.glue.model.UpdateTableRequest;
import software.amazon.awssdk.services.glue.model.UpdateTableResponse;

/** Replaces a table's definition; with a version, only that one. */
final class UpdateTable implements Operation<UpdateTableRequest, UpdateTableResponse> {
    private final CatalogStore store;
    private final GlueNames names;

    UpdateTable(CatalogStore store, GlueNames names) {
        this.store = store;
        this.names = names;
    }

    @Override
    public Class<UpdateTableRequest> inputType() {
        return UpdateTableRequest.class;
    }

    @Override
    public UpdateTableResponse handle(UpdateTableRequest input) {
        TableInput table = input.tableInput();
        if (table == null) {
            throw INVALID_INPUT.because("TableInput must not be null");
        }
        StoredTable before = names.findTable(input.databaseName(), table.name());
        if (input.versionId() != null && !input.versionId().equals(Long.toString(before.version()))) {
            throw stale();
        }
        Swap swap = new Swap(
                before.name(),
                before.version(),
                table.toBuilder().name(before.name().table()).build());
        boolean archive = !Boolean.TRUE.equals(input.skipArchive());
        return switch (store.swap(List.of(swap), archive)) {
            case DONE -> UpdateTableResponse.builder().build();
            case STALE -> throw stale();
            case NO_TABLE -> throw GlueNames.noTable(table.name());
            case NO_DATABASE, EXISTS, NOT_EMPTY -> throw new IllegalStateException("not an outcome of an update");
        };
    }

    private static ApiException stale() {
        return CONCURRENT_MODIFICATION.because("Update table failed due to concurrent modifications.");
    }
}
