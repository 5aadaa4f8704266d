package io.millrace.trino;

import io.trino.spi.connector.ConnectorTableHandle;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.predicate.TupleDomain;
import java.util.List;
import java.util.OptionalLong;

/**
 * A stream table in a plan, and what the plan wants of it.
 *
 * @param columns every column of the catalog's table, in its order
 * @param enforced conditions on metadata columns that the connector keeps to exactly
 * @param limit no split need return more rows
 */
public record MillraceTableHandle(
        SchemaTableName name,
        StreamReference stream,
        List<MillraceColumnHandle> columns,
        TupleDomain<MillraceColumnHandle> enforced,
        OptionalLong limit)
        implements ConnectorTableHandle {
    public MillraceTableHandle {
        columns = List.copyOf(columns);
    }

    MillraceTableHandle withEnforced(TupleDomain<MillraceColumnHandle> domain) {
        return new MillraceTableHandle(name, stream, columns, domain, limit);
    }

    MillraceTableHandle withLimit(long rows) {
        return new MillraceTableHandle(name, stream, columns, enforced, OptionalLong.of(rows));
    }
}
