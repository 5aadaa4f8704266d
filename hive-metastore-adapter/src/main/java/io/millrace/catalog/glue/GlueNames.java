package io.millrace.catalog.glue;

import static io.millrace.catalog.glue.GlueError.ENTITY_NOT_FOUND;

import io.millrace.catalog.CatalogStore;
import io.millrace.catalog.StoredDatabase;
import io.millrace.catalog.StoredTable;
import io.millrace.catalog.TableName;
import io.millrace.frontdoor.ApiException;
import java.util.Locale;

/**
 * Finds what a request names. Glue's own names are in lower case, whatever the request says; what came in through another
 * door with capitals is found under its exact name, so that nothing is listed that cannot be had.
 */
final class GlueNames {
    private final CatalogStore store;

    GlueNames(CatalogStore store) {
        this.store = store;
    }

    static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    String database(String name) {
        String folded = fold(name);
        return name.equals(folded) || store.database(name).isEmpty() ? folded : name;
    }

    TableName table(String database, String table) {
        String folded = fold(table);
        TableName exact = new TableName(database(database), table);
        return table.equals(folded) || store.table(exact).isEmpty() ? new TableName(exact.database(), folded) : exact;
    }

    StoredDatabase findDatabase(String name) {
        return store.database(database(name)).orElseThrow(() -> noDatabase(name));
    }

    StoredTable findTable(String database, String table) {
        findDatabase(database);
        return store.table(table(database, table)).orElseThrow(() -> noTable(table));
    }

    static ApiException noDatabase(String name) {
        return ENTITY_NOT_FOUND.because("Database %s not found.".formatted(fold(name)));
    }

    static ApiException noTable(String name) {
        return ENTITY_NOT_FOUND.because("Table %s not found.".formatted(fold(name)));
    }
}
