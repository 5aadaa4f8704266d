package io.millrace.catalog.glue;

import static io.millrace.catalog.glue.GlueError.ALREADY_EXISTS;
import static io.millrace.catalog.glue.GlueError.INVALID_INPUT;

import io.millrace.catalog.CatalogStore;
import io.millrace.catalog.TableName;
import io.millrace.frontdoor.Operation;
import software.amazon.awssdk.services.glue.model.CreateTableRequest;
import software.amazon.awssdk.services.glue.model.CreateTableResponse;
import software.amazon.awssdk.services.glue.model.TableInput;

/** Adds a table. */
final class CreateTable implements Operation<CreateTableRequest, CreateTableResponse> {
    private final CatalogStore store;
    private final GlueNames names;

    CreateTable(CatalogStore store, GlueNames names) {
        this.store = store;
        this.names = names;
    }

    @Override
    public Class<CreateTableRequest> inputType() {
        return CreateTableRequest.class;
    }

    @Override
    public CreateTableResponse handle(CreateTableRequest input) {
        TableInput table = input.tableInput();
        if (table == null) {
            throw INVALID_INPUT.because("TableInput must not be null");
        }
        String name = GlueNames.fold(table.name());
        return switch (store.createTable(
                new TableName(names.database(input.databaseName()), name),
                table.toBuilder().name(name).build())) {
            case DONE -> CreateTableResponse.builder().build();
            case NO_DATABASE -> throw GlueNames.noDatabase(input.databaseName());
            case EXISTS -> throw ALREADY_EXISTS.because("Table already exists.");
            case NO_TABLE, NOT_EMPTY, STALE -> throw new IllegalStateException("not an outcome of a creation");
        };
    }
}
