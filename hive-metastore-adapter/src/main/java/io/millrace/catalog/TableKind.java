package io.millrace.catalog;

import java.util.Locale;
import java.util.Map;

/** What a table is, which its parameters tell to every door alike. */
public enum TableKind {
    ICEBERG_TABLE,
    ICEBERG_VIEW,
    OTHER;

    public static final String TYPE = "table_type";
    public static final String METADATA_LOCATION = "metadata_location";
    public static final String PREVIOUS_METADATA_LOCATION = "previous_metadata_location";

    static TableKind of(Map<String, String> parameters) {
        if (!parameters.containsKey(METADATA_LOCATION)) {
            return OTHER;
        }
        return switch (parameters.getOrDefault(TYPE, "").toUpperCase(Locale.ROOT)) {
            case "ICEBERG" -> ICEBERG_TABLE;
            case "ICEBERG-VIEW" -> ICEBERG_VIEW;
            default -> OTHER;
        };
    }

    /** The value of {@link #TYPE} for this kind. */
    public String parameter() {
        return switch (this) {
            case ICEBERG_TABLE -> "ICEBERG";
            case ICEBERG_VIEW -> "ICEBERG-VIEW";
            case OTHER -> throw new IllegalStateException("a table of no special kind has no type parameter");
        };
    }
}
