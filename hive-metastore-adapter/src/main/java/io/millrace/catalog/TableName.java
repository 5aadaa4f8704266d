package io.millrace.catalog;

/** A table's or view's name in its database. */
public record TableName(String database, String table) {
    @Override
    public String toString() {
        return database + "." + table;
    }
}
