package io.millrace.catalog.iceberg;

import io.millrace.catalog.CatalogStore;
import io.millrace.catalog.StoredTable;
import io.millrace.catalog.TableKind;
import io.millrace.catalog.TableName;
import org.apache.iceberg.exceptions.AlreadyExistsException;

/** Refusals of names that something has; clients are told what, in the words of Iceberg's own catalogs. */
final class TakenNames {
    private static final String TABLE = "Table";
    private static final String VIEW = "View";

    private TakenNames() {}

    /**
     * The refusal to create what has a name.
     *
     * @param wanted what was to be created
     */
    static AlreadyExistsException creation(CatalogStore store, TableName name, TableKind wanted) {
        String holder = holder(store, name, wanted);
        return holder.equals(word(wanted))
                ? new AlreadyExistsException("%s already exists: %s", holder, name)
                : new AlreadyExistsException("%s with same name already exists: %s", holder, name);
    }

    static AlreadyExistsException rename(CatalogStore store, TableName from, TableName to, TableKind moved) {
        return new AlreadyExistsException(
                "Cannot rename %s to %s. %s already exists", from, to, holder(store, to, moved));
    }

    /** What has the name; as what was wanted, if it is gone by now. */
    private static String holder(CatalogStore store, TableName name, TableKind wanted) {
        return word(store.table(name).map(StoredTable::kind).orElse(wanted));
    }

    private static String word(TableKind kind) {
        return switch (kind) {
            case ICEBERG_TABLE, OTHER -> TABLE;
            case ICEBERG_VIEW -> VIEW;
        };
    }
}
