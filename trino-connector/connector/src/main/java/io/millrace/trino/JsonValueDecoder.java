package io.millrace.trino;

import static io.trino.spi.block.ArrayValueBuilder.buildArrayValue;
import static io.trino.spi.block.MapValueBuilder.buildMapValue;
import static io.trino.spi.block.RowValueBuilder.buildRowValue;
import static io.trino.spi.type.TypeUtils.writeNativeValue;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one JSON value as one of Trino's native values. */
@FunctionalInterface
interface JsonValueDecoder {
    /**
     * Reads from the value's first token, which is not a null, to its last.
     *
     * @throws MismatchException if it is not of the type; the parser is then somewhere in it
     */
    Object decode(JsonParser parser) throws IOException, MismatchException;

    /** Throws {@link IllegalArgumentException} for a type that {@link HiveTypeParser} does not give. */
    static JsonValueDecoder of(Type type) {
        return switch (type) {
            case ArrayType array -> array(array);
            case MapType map -> map(map);
            case RowType row -> row(row);
            default -> scalar(type);
        };
    }

    private static JsonValueDecoder scalar(Type type) {
        TextDecoder decoder = TextDecoder.of(type);
        boolean text = type instanceof VarcharType;
        return parser -> {
            if (parser.currentToken().isStructStart()) {
                if (text) {
                    // A column of text takes what the record has, as it is written.
                    return decoder.decode(structure(parser));
                }
                throw new MismatchException(parser.getText(), type.getDisplayName());
            }
            return decoder.decode(parser.getText());
        };
    }

    private static String structure(JsonParser parser) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = JsonRecordDecoder.JSON.createGenerator(text)) {
            generator.copyCurrentStructure(parser);
        }
        return text.toString();
    }

    private static JsonValueDecoder array(ArrayType type) {
        JsonValueDecoder element = of(type.getElementType());
        return parser -> {
            require(parser, JsonToken.START_ARRAY, type);
            List<@Nullable Object> values = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                values.add(decodeOrNull(element, parser));
            }
            return buildArrayValue(
                    type,
                    values.size(),
                    builder -> values.forEach(value -> writeNativeValue(type.getElementType(), builder, value)));
        };
    }

    private static JsonValueDecoder map(MapType type) {
        TextDecoder key = TextDecoder.of(type.getKeyType());
        JsonValueDecoder value = of(type.getValueType());
        return parser -> {
            require(parser, JsonToken.START_OBJECT, type);
            Map<Object, @Nullable Object> entries = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                Object name = key.decode(parser.currentName());
                parser.nextToken();
                entries.put(name, decodeOrNull(value, parser));
            }
            return buildMapValue(
                    type,
                    entries.size(),
                    (keys, values) -> entries.forEach((name, entry) -> {
                        writeNativeValue(type.getKeyType(), keys, name);
                        writeNativeValue(type.getValueType(), values, entry);
                    }));
        };
    }

    private static JsonValueDecoder row(RowType type) {
        List<RowType.Field> fields = type.getFields();
        Map<String, Integer> indexes = new HashMap<>();
        List<JsonValueDecoder> decoders = new ArrayList<>();
        for (int index = 0; index < fields.size(); index++) {
            indexes.put(fields.get(index).getName().orElseThrow().toLowerCase(Locale.ROOT), index);
            decoders.add(of(fields.get(index).getType()));
        }
        return parser -> {
            require(parser, JsonToken.START_OBJECT, type);
            @Nullable Object[] values = new @Nullable Object[fields.size()];
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                Integer index = indexes.get(parser.currentName().toLowerCase(Locale.ROOT));
                parser.nextToken();
                if (index == null) {
                    parser.skipChildren();
                } else {
                    values[index] = decodeOrNull(decoders.get(index), parser);
                }
            }
            return buildRowValue(type, builders -> {
                for (int index = 0; index < values.length; index++) {
                    writeNativeValue(fields.get(index).getType(), builders.get(index), values[index]);
                }
            });
        };
    }

    private static @Nullable Object decodeOrNull(JsonValueDecoder decoder, JsonParser parser)
            throws IOException, MismatchException {
        return parser.currentToken() == JsonToken.VALUE_NULL ? null : decoder.decode(parser);
    }

    private static void require(JsonParser parser, JsonToken token, Type type) throws IOException, MismatchException {
        if (parser.currentToken() != token) {
            throw new MismatchException(parser.getText(), type.getDisplayName());
        }
    }
}
