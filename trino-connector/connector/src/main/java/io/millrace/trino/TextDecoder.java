package io.millrace.trino;

import static io.airlift.slice.Slices.utf8Slice;
import static io.airlift.slice.Slices.wrappedBuffer;
import static io.trino.spi.type.TimestampType.TIMESTAMP_MICROS;
import static java.lang.Float.floatToRawIntBits;

import io.airlift.slice.Slice;
import io.airlift.slice.SliceUtf8;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.CharType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.Decimals;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.Int128;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.SmallintType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.Base64;
import java.util.Locale;

/** Reads the text of a JSON scalar, quoted or not, as one of Trino's native values. */
@FunctionalInterface
interface TextDecoder {
    /** A day and a time between them as SQL or as ISO 8601 writes them, with a zone or without one. */
    DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral(' ')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendOffsetId()
            .toFormatter(Locale.ROOT);

    int DATE_LENGTH = "2001-01-01".length();
    int NANOS_PER_MICRO = 1_000;
    long MICROS_PER_SECOND = 1_000_000;

    Object decode(String text) throws MismatchException;

    /** Throws {@link IllegalArgumentException} for a type that no scalar is read as. */
    static TextDecoder of(Type type) {
        Parser parser = parser(type);
        return text -> {
            try {
                return parser.parse(text);
            } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
                throw new MismatchException(text, type.getDisplayName());
            }
        };
    }

    /** Reads a text, or throws the unchecked exception that comes naturally. */
    @FunctionalInterface
    interface Parser {
        Object parse(String text);
    }

    private static Parser parser(Type type) {
        return switch (type) {
            case BigintType bigint -> text -> integer(text, Long.MIN_VALUE, Long.MAX_VALUE);
            case IntegerType integer -> text -> integer(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case SmallintType smallint -> text -> integer(text, Short.MIN_VALUE, Short.MAX_VALUE);
            case TinyintType tinyint -> text -> integer(text, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case DoubleType number -> Double::parseDouble;
            case RealType real -> text -> (long) floatToRawIntBits(Float.parseFloat(text));
            case BooleanType truth -> TextDecoder::truth;
            case DecimalType decimal -> text -> decimal(decimal, text);
            case VarcharType varchar -> text -> atMost(varchar.getLength().orElse(Integer.MAX_VALUE), utf8Slice(text));
            case CharType character -> text -> atMost(character.getLength(), utf8Slice(text.stripTrailing()));
            case VarbinaryType binary ->
                text -> wrappedBuffer(Base64.getDecoder().decode(text));
            case DateType date -> text -> LocalDate.parse(text).toEpochDay();
            case TimestampType timestamp -> microsOf(timestamp);
            default -> throw new IllegalArgumentException("no scalar is read as " + type.getDisplayName());
        };
    }

    private static Parser microsOf(TimestampType type) {
        if (type.equals(TIMESTAMP_MICROS)) {
            return TextDecoder::micros;
        }
        throw new IllegalArgumentException("no scalar is read as " + type.getDisplayName());
    }

    private static long integer(String text, long min, long max) {
        long value;
        try {
            value = Long.parseLong(text);
        } catch (NumberFormatException e) {
            // 1.0 and 1e3 are integers too.
            value = new BigDecimal(text).longValueExact();
        }
        if (value < min || value > max) {
            throw new ArithmeticException("out of range");
        }
        return value;
    }

    private static boolean truth(String text) {
        if (text.equalsIgnoreCase("true")) {
            return true;
        }
        if (text.equalsIgnoreCase("false")) {
            return false;
        }
        throw new IllegalArgumentException("neither true nor false");
    }

    private static Object decimal(DecimalType type, String text) {
        BigDecimal value = new BigDecimal(text);
        // Before scaling: the exponent of a short text can ask for gigabytes of digits.
        if ((long) value.precision() - value.scale() > Decimals.MAX_PRECISION) {
            throw new ArithmeticException("out of range");
        }
        BigDecimal scaled = value.setScale(type.getScale(), RoundingMode.UNNECESSARY);
        if (scaled.precision() > type.getPrecision()) {
            throw new ArithmeticException("out of range");
        }
        return type.isShort()
                ? (Object) scaled.unscaledValue().longValueExact()
                : Int128.valueOf(scaled.unscaledValue());
    }

    private static Slice atMost(int codePoints, Slice text) {
        if (text.length() > codePoints && SliceUtf8.countCodePoints(text) > codePoints) {
            throw new IllegalArgumentException("too long");
        }
        return text;
    }

    /** Of a time with a zone, what UTC shows. */
    private static long micros(String text) {
        String spaced = text.length() > DATE_LENGTH && text.charAt(DATE_LENGTH) == 'T'
                ? text.substring(0, DATE_LENGTH) + ' ' + text.substring(DATE_LENGTH + 1)
                : text;
        TemporalAccessor parsed = TIMESTAMP.parseBest(spaced, OffsetDateTime::from, LocalDateTime::from);
        Instant instant = parsed instanceof OffsetDateTime zoned
                ? zoned.toInstant()
                : ((LocalDateTime) parsed).toInstant(ZoneOffset.UTC);
        if (instant.getNano() % NANOS_PER_MICRO != 0) {
            throw new ArithmeticException("finer than a microsecond");
        }
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), MICROS_PER_SECOND), instant.getNano() / NANOS_PER_MICRO);
    }
}
