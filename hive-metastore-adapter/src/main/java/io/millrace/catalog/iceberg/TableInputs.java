package io.millrace.catalog.iceberg;

import io.millrace.catalog.TableKind;
import io.millrace.catalog.TableName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.view.ViewMetadata;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.TableInput;

/** Iceberg tables and views as the Glue door shows them, in the form that Iceberg's own Glue catalog writes. */
final class TableInputs {
    private static final int PARAMETER_CHARACTERS_MAX = 512_000;

    private TableInputs() {}

    static TableInput of(TableName name, TableMetadata metadata, String location, Optional<TableInput> before) {
        TableInput.Builder input = before.map(TableInput::toBuilder).orElseGet(TableInput::builder);
        String comment = metadata.properties().get("comment");
        return input.name(name.table())
                .tableType("EXTERNAL_TABLE")
                .description(comment)
                .parameters(parameters(TableKind.ICEBERG_TABLE, location, before))
                .storageDescriptor(
                        storage -> storage.location(metadata.location()).columns(columns(metadata.schema())))
                .build();
    }

    static TableInput of(TableName name, ViewMetadata metadata, String location, Optional<TableInput> before) {
        return TableInput.builder()
                .name(name.table())
                .tableType("VIRTUAL_VIEW")
                .parameters(parameters(TableKind.ICEBERG_VIEW, location, before))
                .storageDescriptor(
                        storage -> storage.location(metadata.location()).columns(columns(metadata.schema())))
                .build();
    }

    private static Map<String, String> parameters(TableKind kind, String location, Optional<TableInput> before) {
        Map<String, String> parameters =
                new HashMap<>(before.map(TableInput::parameters).orElse(Map.of()));
        String previous = parameters.put(TableKind.METADATA_LOCATION, location);
        if (previous != null) {
            parameters.put(TableKind.PREVIOUS_METADATA_LOCATION, previous);
        }
        parameters.put(TableKind.TYPE, kind.parameter());
        parameters.values().removeIf(value -> value.length() > PARAMETER_CHARACTERS_MAX);
        return parameters;
    }

    private static List<Column> columns(Schema schema) {
        return schema.columns().stream()
                .map(field -> Column.builder()
                        .name(field.name())
                        .type(hiveType(field.type()))
                        .comment(field.doc())
                        .build())
                .toList();
    }

    private static String hiveType(Type type) {
        return switch (type.typeId()) {
            case BOOLEAN -> "boolean";
            case INTEGER -> "int";
            case LONG -> "bigint";
            case FLOAT -> "float";
            case DOUBLE -> "double";
            case DATE -> "date";
            case TIMESTAMP, TIMESTAMP_NANO -> "timestamp";
            case DECIMAL ->
                "decimal(%d,%d)".formatted(((Types.DecimalType) type).precision(), ((Types.DecimalType) type).scale());
            case BINARY, FIXED -> "binary";
            case STRUCT ->
                "struct<%s>"
                        .formatted(String.join(
                                ",",
                                type.asStructType().fields().stream()
                                        .map(field -> field.name() + ":" + hiveType(field.type()))
                                        .toList()));
            case LIST -> "array<%s>".formatted(hiveType(type.asListType().elementType()));
            case MAP ->
                "map<%s,%s>"
                        .formatted(
                                hiveType(type.asMapType().keyType()),
                                hiveType(type.asMapType().valueType()));
            // Hive has no like of these; Iceberg's own clients read the metadata and not this.
            case STRING, UUID, TIME, VARIANT, UNKNOWN, GEOMETRY, GEOGRAPHY -> "string";
        };
    }
}
