package io.millrace.firehose.transform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.UUID;
import java.util.function.Function;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** JSON scalars as Iceberg's generic rows hold them. A value that is not of the column's type is not guessed at. */
final class Scalars {
    private Scalars() {}

    /** Null if the value is not of the type. */
    static @Nullable Object read(JsonNode node, Type type) {
        return switch (type.typeId()) {
            case BOOLEAN -> node.isBoolean() ? node.booleanValue() : null;
            case INTEGER -> node.isIntegralNumber() && node.canConvertToInt() ? node.intValue() : null;
            case LONG -> node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : null;
            case FLOAT -> node.isNumber() && Float.isFinite(node.floatValue()) ? node.floatValue() : null;
            case DOUBLE -> node.isNumber() && Double.isFinite(node.doubleValue()) ? node.doubleValue() : null;
            case DECIMAL -> decimal(node, (Types.DecimalType) type);
            // As the Hive JSON format has it: a string column holds whatever stands there.
            case STRING -> node.isTextual() ? node.textValue() : node.toString();
            case DATE -> text(node, LocalDate::parse);
            case TIME -> text(node, LocalTime::parse);
            case TIMESTAMP -> timestamp(node, ((Types.TimestampType) type).shouldAdjustToUTC());
            case TIMESTAMP_NANO -> timestamp(node, ((Types.TimestampNanoType) type).shouldAdjustToUTC());
            case UUID -> text(node, UUID::fromString);
            case BINARY ->
                text(node, text -> ByteBuffer.wrap(Base64.getDecoder().decode(text)));
            case FIXED -> fixed(node, ((Types.FixedType) type).length());
            default -> null;
        };
    }

    /** A member's name as a key; numbers are read from their text. */
    static @Nullable Object readKey(String name, Type type) {
        return switch (type.typeId()) {
            case INTEGER -> parsed(name, Integer::valueOf);
            case LONG -> parsed(name, Long::valueOf);
            default -> read(TextNode.valueOf(name), type);
        };
    }

    private static @Nullable BigDecimal decimal(JsonNode node, Types.DecimalType type) {
        BigDecimal value = node.isNumber() ? node.decimalValue() : text(node, BigDecimal::new);
        if (value == null || Math.abs((long) value.scale()) > Short.MAX_VALUE) {
            return null;
        }
        BigDecimal exact = value.stripTrailingZeros();
        if (exact.scale() > type.scale() || exact.precision() - exact.scale() > type.precision() - type.scale()) {
            return null;
        }
        return exact.setScale(type.scale());
    }

    /** ISO 8601, with a space in place of the T as well; without an offset it is in UTC. */
    private static @Nullable Object timestamp(JsonNode node, boolean zoned) {
        return text(node, text -> {
            String iso = text.length() > 10 && text.charAt(10) == ' '
                    ? text.substring(0, 10) + 'T' + text.substring(11)
                    : text;
            boolean offset = iso.endsWith("Z") || iso.lastIndexOf('+') > 10 || iso.lastIndexOf('-') > 10;
            OffsetDateTime value = offset
                    ? OffsetDateTime.parse(iso)
                    : LocalDateTime.parse(iso).atOffset(ZoneOffset.UTC);
            OffsetDateTime utc = value.withOffsetSameInstant(ZoneOffset.UTC);
            return zoned ? utc : utc.toLocalDateTime();
        });
    }

    private static byte @Nullable [] fixed(JsonNode node, int length) {
        byte[] bytes = text(node, text -> Base64.getDecoder().decode(text));
        return bytes == null || bytes.length != length ? null : bytes;
    }

    private static <T> @Nullable T text(JsonNode node, Function<String, T> parser) {
        return node.isTextual() ? parsed(node.textValue(), parser) : null;
    }

    private static <T> @Nullable T parsed(String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (DateTimeException | IllegalArgumentException e) {
            return null;
        }
    }
}
