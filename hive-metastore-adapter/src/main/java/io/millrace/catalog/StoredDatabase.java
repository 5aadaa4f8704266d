package io.millrace.catalog;

import java.time.Instant;
import java.util.Map;

/** A database, which Iceberg calls a namespace; description and location are the properties Iceberg knows them by. */
public record StoredDatabase(String name, Map<String, String> properties, Instant created) {
    public static final String DESCRIPTION = "comment";
    public static final String LOCATION = "location";

    public StoredDatabase {
        properties = Map.copyOf(properties);
    }
}
