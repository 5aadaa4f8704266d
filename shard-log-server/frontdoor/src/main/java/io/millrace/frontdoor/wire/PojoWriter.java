package io.millrace.frontdoor.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/** Writes an SDK object in the order of its fields. */
final class PojoWriter {
    private final JsonGenerator generator;
    private final Dialect dialect;

    PojoWriter(JsonGenerator generator, Dialect dialect) {
        this.generator = generator;
        this.dialect = dialect;
    }

    void write(SdkPojo pojo) throws IOException {
        generator.writeStartObject();
        for (SdkField<?> field : pojo.sdkFields()) {
            Object value = field.getValueOrDefault(pojo);
            if (value == null || value instanceof SdkAutoConstructList || value instanceof SdkAutoConstructMap) {
                continue;
            }
            generator.writeFieldName(field.locationName());
            write(field, value);
        }
        generator.writeEndObject();
    }

    private void write(SdkField<?> field, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> generator.writeNull();
            case String text -> generator.writeString(text);
            case Integer number -> generator.writeNumber(number);
            case Long number -> generator.writeNumber(number);
            case Double number -> generator.writeNumber(number);
            case Float number -> generator.writeNumber(number);
            case Short number -> generator.writeNumber(number);
            case Byte number -> generator.writeNumber(number);
            case BigDecimal number -> generator.writeNumber(number);
            case Boolean flag -> generator.writeBoolean(flag);
            case Instant instant -> dialect.writeInstant(generator, instant);
            case SdkBytes blob -> dialect.writeBlob(generator, blob);
            case SdkPojo structure -> write(structure);
            case List<?> list -> writeList(field.getTrait(ListTrait.class), list);
            case Map<?, ?> map -> writeMap(field.getTrait(MapTrait.class), map);
            default -> throw new IllegalStateException("no wire form for " + value.getClass());
        }
    }

    private void writeList(ListTrait trait, List<?> list) throws IOException {
        generator.writeStartArray();
        for (Object item : list) {
            write(trait.memberFieldInfo(), item);
        }
        generator.writeEndArray();
    }

    private void writeMap(MapTrait trait, Map<?, ?> map) throws IOException {
        generator.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            generator.writeFieldName(String.valueOf(entry.getKey()));
            write(trait.valueFieldInfo(), entry.getValue());
        }
        generator.writeEndObject();
    }
}
