package io.millrace.catalog;

import java.time.Instant;
import software.amazon.awssdk.services.glue.model.TableInput;

/**
 * A version of a table.
 *
 * @param id never used again
 * @param version counts up from 0 with every change
 */
public record StoredTable(long id, TableName name, long version, TableInput input, Instant created, Instant updated) {
    public TableKind kind() {
        return TableKind.of(input.parameters());
    }
}
