package io.millrace.trino;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A record's fields as Trino's native values, in the order of the columns asked for, and what is wrong with it. */
final class DecodedRecord {
    static final DecodedRecord EMPTY = new DecodedRecord(new Object[0], Optional.empty());

    private final @Nullable Object[] values;
    private final Optional<String> error;

    /** Keeps the array. */
    DecodedRecord(@Nullable Object[] values, Optional<String> error) {
        this.values = values;
        this.error = error;
    }

    /** Null where the record has none, or one that is not of the column's type. */
    @Nullable
    Object value(int index) {
        return values[index];
    }

    /** The first field that could not be decoded, or why none could. */
    Optional<String> error() {
        return error;
    }

    @Override
    public String toString() {
        return Arrays.toString(values) + error.map(" "::concat).orElse("");
    }
}
