package io.millrace.catalog.glue;

import static io.millrace.catalog.glue.GlueError.INVALID_INPUT;

import io.millrace.catalog.CatalogStore;
import io.millrace.catalog.StoredTable;
import io.millrace.frontdoor.Operation;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.GetTablesRequest;
import software.amazon.awssdk.services.glue.model.GetTablesResponse;

/** Lists a database's tables by name, all or those whose whole name a regular expression matches. */
final class GetTables implements Operation<GetTablesRequest, GetTablesResponse> {
    private final CatalogStore store;
    private final GlueNames names;
    private final GlueShapes shapes;

    GetTables(CatalogStore store, GlueNames names, GlueShapes shapes) {
        this.store = store;
        this.names = names;
        this.shapes = shapes;
    }

    @Override
    public Class<GetTablesRequest> inputType() {
        return GetTablesRequest.class;
    }

    @Override
    public GetTablesResponse handle(GetTablesRequest input) {
        String database = names.findDatabase(input.databaseName()).name();
        Predicate<String> wanted = matching(input.expression());
        List<StoredTable> tables = store.tables(database, Optional.empty()).stream()
                .filter(table -> wanted.test(table.name().table()))
                .toList();
        Page<StoredTable> page = Page.of(tables, table -> table.name().table(), input.nextToken(), input.maxResults());
        return GetTablesResponse.builder()
                .tableList(page.items().stream().map(shapes::table).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static Predicate<String> matching(@Nullable String expression) {
        if (expression == null || expression.isEmpty()) {
            return name -> true;
        }
        try {
            return Pattern.compile(expression, Pattern.CASE_INSENSITIVE).asMatchPredicate();
        } catch (PatternSyntaxException e) {
            throw INVALID_INPUT.because("Invalid expression: " + expression);
        }
    }
}
