package io.millrace.catalog.glue;

import static io.millrace.catalog.glue.GlueError.ENTITY_NOT_FOUND;

import io.millrace.catalog.CatalogStore;
import io.millrace.catalog.StoredDatabase;
import io.millrace.catalog.StoredTable;
import io.millrace.catalog.TableName;
import io.millrace.frontdoor.ApiException;
import java.util.Locale;

/** Finds what a request names; Glue knows names in lower case only. */
final class GlueNames {
    private final CatalogStore store;

    GlueNames(CatalogStore store) {
        this.store = store;
    }

    static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    static TableName table(String database, String table) {
        return new TableName(fold(database), fold(table));
    }

    StoredDatabase findDatabase(String name) {
        return store.database(fold(name)).orElseThrow(() -> noDatabase(name));
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
