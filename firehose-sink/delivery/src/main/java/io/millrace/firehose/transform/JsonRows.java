package io.millrace.firehose.transform;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Reads a record of one JSON object as a row of a table. Names match whatever their case; members that the table has no
 * column for are left out, as in the Hive JSON format; a column without a member is null.
 */
public final class JsonRows {
    private static final String INVALID_JSON = "Iceberg.InvalidJson";
    private static final String SCHEMA_MISMATCH = "Iceberg.SchemaMismatch";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Types.StructType columns;

    public JsonRows(Schema schema) {
        this.columns = schema.asStruct();
    }

    public Record row(byte[] data) throws InvalidRecordException {
        JsonNode root;
        try {
            root = JSON.readTree(data);
        } catch (IOException e) {
            throw new InvalidRecordException(INVALID_JSON, "The record is not one JSON object.");
        }
        if (!root.isObject()) {
            throw new InvalidRecordException(INVALID_JSON, "The record is not one JSON object.");
        }
        return struct(root, columns, "");
    }

    private static Record struct(JsonNode node, Types.StructType type, String path) throws InvalidRecordException {
        if (!node.isObject()) {
            throw mismatch(path, type);
        }
        Map<String, JsonNode> members = new HashMap<>();
        node.properties().forEach(member -> members.put(member.getKey().toLowerCase(Locale.ROOT), member.getValue()));
        GenericRecord row = GenericRecord.create(type);
        List<Types.NestedField> fields = type.fields();
        for (int i = 0; i < fields.size(); i++) {
            Types.NestedField field = fields.get(i);
            String name = path + field.name();
            JsonNode member = members.get(field.name().toLowerCase(Locale.ROOT));
            Object value = nullable(member, field.type(), name);
            if (value == null && field.isRequired()) {
                throw new InvalidRecordException(SCHEMA_MISMATCH, "Column %s is required.".formatted(name));
            }
            row.set(i, value);
        }
        return row;
    }

    private static @Nullable Object nullable(@Nullable JsonNode node, Type type, String path)
            throws InvalidRecordException {
        return node == null || node.isNull() ? null : value(node, type, path);
    }

    private static Object value(JsonNode node, Type type, String path) throws InvalidRecordException {
        if (type.isStructType()) {
            return struct(node, type.asStructType(), path + ".");
        }
        if (type.isListType()) {
            return list(node, type.asListType(), path);
        }
        if (type.isMapType()) {
            return map(node, type.asMapType(), path);
        }
        Object value = Scalars.read(node, type);
        if (value == null) {
            throw mismatch(path, type);
        }
        return value;
    }

    private static List<@Nullable Object> list(JsonNode node, Types.ListType type, String path)
            throws InvalidRecordException {
        if (!node.isArray()) {
            throw mismatch(path, type);
        }
        List<@Nullable Object> elements = new ArrayList<>(node.size());
        for (JsonNode element : node) {
            Object value = nullable(element, type.elementType(), path + ".element");
            if (value == null && type.isElementRequired()) {
                throw mismatch(path, type);
            }
            elements.add(value);
        }
        return elements;
    }

    private static Map<Object, @Nullable Object> map(JsonNode node, Types.MapType type, String path)
            throws InvalidRecordException {
        if (!node.isObject()) {
            throw mismatch(path, type);
        }
        Map<Object, @Nullable Object> entries = new HashMap<>();
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            Object key = Scalars.readKey(member.getKey(), type.keyType());
            Object value = nullable(member.getValue(), type.valueType(), path + ".value");
            if (key == null || (value == null && type.isValueRequired())) {
                throw mismatch(path, type);
            }
            entries.put(key, value);
        }
        return entries;
    }

    private static InvalidRecordException mismatch(String path, Type type) {
        return new InvalidRecordException(
                SCHEMA_MISMATCH,
                "The value of column %s is not of type %s.".formatted(path.isEmpty() ? "(root)" : path, type));
    }
}
