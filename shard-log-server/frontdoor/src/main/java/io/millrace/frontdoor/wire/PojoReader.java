package io.millrace.frontdoor.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.utils.builder.Buildable;

/** Fills an SDK builder from a parser; types are strict. */
final class PojoReader {
    private final JsonParser parser;
    private final Dialect dialect;

    PojoReader(JsonParser parser, Dialect dialect) {
        this.parser = parser;
        this.dialect = dialect;
    }

    /** Stands at the first token, leaves at the last; returns the builder given. */
    SdkPojo readRoot(SdkPojo builder) throws IOException {
        readMembers(builder);
        return builder;
    }

    private void readMembers(SdkPojo builder) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw Mismatches.structure(parser);
        }
        Map<String, SdkField<?>> fields = builder.sdkFieldNameToField();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            SdkField<?> field = fields.get(name);
            parser.nextToken();
            if (field == null) {
                parser.skipChildren();
                continue;
            }
            Object value = read(field);
            if (value != null) {
                field.set(builder, value);
            }
        }
    }

    private @Nullable Object read(SdkField<?> field) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        MarshallingKnownType type = field.marshallingType().getKnownType();
        return switch (type) {
            case STRING -> readText();
            case INTEGER -> (int) readIntegral("an Integer", Integer.MIN_VALUE, Integer.MAX_VALUE);
            case LONG -> readIntegral("a Long", Long.MIN_VALUE, Long.MAX_VALUE);
            case SHORT -> (short) readIntegral("a Short", Short.MIN_VALUE, Short.MAX_VALUE);
            case BYTE -> (byte) readIntegral("a Byte", Byte.MIN_VALUE, Byte.MAX_VALUE);
            case FLOAT -> (float) readFloating("a Float", Float.MAX_VALUE);
            case DOUBLE -> readFloating("a Double", Double.MAX_VALUE);
            case BIG_DECIMAL -> BigDecimal.valueOf(readFloating("a BigDecimal", Double.MAX_VALUE));
            case BOOLEAN -> readBoolean();
            case INSTANT -> dialect.readInstant(parser);
            case SDK_BYTES -> dialect.readBlob(parser);
            case LIST -> readList(field.getTrait(ListTrait.class));
            case MAP -> readMap(field.getTrait(MapTrait.class));
            case SDK_POJO -> readStructure(field.constructor().get());
            case NULL, DOCUMENT ->
                throw new IllegalStateException(
                        "no API that is served has a %s: %s".formatted(type, field.memberName()));
        };
    }

    private Object readStructure(SdkPojo builder) throws IOException {
        readMembers(builder);
        return ((Buildable) builder).build();
    }

    /** Half a surrogate pair has no bytes: neither a store nor an answer could write it. */
    private String readText() throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw Mismatches.scalar(parser, "a String");
        }
        String text = parser.getText();
        int codePoint;
        for (int index = 0; index < text.length(); index += Character.charCount(codePoint)) {
            codePoint = text.codePointAt(index);
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                throw new TypeMismatchException("STRING_VALUE can not be converted to a String");
            }
        }
        return text;
    }

    private boolean readBoolean() throws IOException {
        if (!parser.currentToken().isBoolean()) {
            throw Mismatches.scalar(parser, "a Boolean");
        }
        return parser.getBooleanValue();
    }

    /** A fraction is cut off, as AWS does. */
    private long readIntegral(String type, long min, long max) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NUMBER_FLOAT) {
            double value = Math.floor(parser.getDoubleValue());
            // 2^63 is a double, 2^63-1 is not.
            if (!(value >= min && value < max + 1.0)) {
                throw Mismatches.scalar(parser, type);
            }
            return (long) value;
        }
        if (token != JsonToken.VALUE_NUMBER_INT || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw Mismatches.scalar(parser, type);
        }
        long value = parser.getLongValue();
        if (value < min || value > max) {
            throw Mismatches.scalar(parser, type);
        }
        return value;
    }

    private double readFloating(String type, double max) throws IOException {
        if (!parser.currentToken().isNumeric()) {
            throw Mismatches.scalar(parser, type);
        }
        double value = parser.getDoubleValue();
        // Not a number, or infinite.
        if (!(Math.abs(value) <= max)) {
            throw Mismatches.scalar(parser, type);
        }
        return value;
    }

    private List<@Nullable Object> readList(ListTrait trait) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw Mismatches.list(parser);
        }
        List<@Nullable Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(read(trait.memberFieldInfo()));
        }
        return list;
    }

    private Map<String, @Nullable Object> readMap(MapTrait trait) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw Mismatches.map(parser);
        }
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
            parser.nextToken();
            map.put(key, read(trait.valueFieldInfo()));
        }
        return map;
    }
}
