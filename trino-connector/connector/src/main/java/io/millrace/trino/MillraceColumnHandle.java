package io.millrace.trino;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.connector.ColumnMetadata;
import io.trino.spi.type.Type;
import java.util.Optional;

/**
 * A column of a stream table.
 *
 * @param name lower case, as in the catalog; of a hidden column, as {@link MetadataColumn} names it
 * @param hidden whether it is one of {@link MetadataColumn}
 */
public record MillraceColumnHandle(String name, Type type, Optional<String> comment, boolean hidden)
        implements ColumnHandle {
    static MillraceColumnHandle of(MetadataColumn column) {
        return new MillraceColumnHandle(column.columnName(), column.type(), Optional.of(column.comment()), true);
    }

    @JsonIgnore
    Optional<MetadataColumn> metadataColumn() {
        return hidden ? MetadataColumn.named(name) : Optional.empty();
    }

    @JsonIgnore
    ColumnMetadata metadata() {
        return ColumnMetadata.builder()
                .setName(name)
                .setType(type)
                .setComment(comment)
                .setHidden(hidden)
                .build();
    }
}
