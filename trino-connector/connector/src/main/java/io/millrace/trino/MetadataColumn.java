package io.millrace.trino;

import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The hidden columns that every stream table has: what the log says about a record, and the record itself. */
enum MetadataColumn {
    SHARD_ID(true, "Shard that holds the record"),
    SEQUENCE_NUMBER(true, "The record's place in its shard"),
    ARRIVAL_TIME(true, "When the stream took the record"),
    PARTITION_KEY(false, "The producer's grouping key"),
    DATA(false, "The record as it was put"),
    DECODE_ERROR(false, "Why columns are null that the record has; null if it was decoded whole");

    private final boolean enforced;
    private final String comment;

    MetadataColumn(boolean enforced, String comment) {
        this.enforced = enforced;
        this.comment = comment;
    }

    static Optional<MetadataColumn> named(String columnName) {
        return Arrays.stream(values())
                .filter(column -> column.columnName().equals(columnName))
                .findFirst();
    }

    String columnName() {
        return "_" + name().toLowerCase(Locale.ROOT);
    }

    Type type() {
        return switch (this) {
            case SHARD_ID, SEQUENCE_NUMBER, PARTITION_KEY, DECODE_ERROR -> VarcharType.VARCHAR;
            case ARRIVAL_TIME -> TimestampWithTimeZoneType.TIMESTAMP_TZ_MILLIS;
            case DATA -> VarbinaryType.VARBINARY;
        };
    }

    /** Whether the connector itself leaves out the records that a condition on the column excludes. */
    boolean isEnforced() {
        return enforced;
    }

    String comment() {
        return comment;
    }
}
