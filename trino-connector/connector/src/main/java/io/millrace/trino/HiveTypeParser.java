package io.millrace.trino;

import com.google.inject.Inject;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.CharType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.SmallintType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.TypeManager;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads the catalog's types, which are Hive's, such as {@code map<string,array<decimal(10,2)>>}. A Hive timestamp is one
 * of microseconds, as in Iceberg.
 */
final class HiveTypeParser {
    /** Deeper types are of no use and could exhaust the stack. */
    private static final int DEPTH_MAX = 100;

    private static final int DECIMAL_PRECISION_DEFAULT = 10;

    private final TypeManager typeManager;

    @Inject
    HiveTypeParser(TypeManager typeManager) {
        this.typeManager = typeManager;
    }

    /** Throws {@link IllegalArgumentException} for what is not a type, or not one that JSON is read as. */
    Type parse(String text) {
        Cursor cursor = new Cursor(text);
        Type type = cursor.type(0);
        if (cursor.position < text.length()) {
            throw cursor.unknown();
        }
        return type;
    }

    /** Goes through one text. */
    private final class Cursor {
        private final String text;
        private int position;

        Cursor(String text) {
            this.text = text;
        }

        Type type(int depth) {
            if (depth > DEPTH_MAX) {
                throw new IllegalArgumentException("type is nested more than %d deep".formatted(DEPTH_MAX));
            }
            return switch (word().toLowerCase(Locale.ROOT)) {
                case "string" -> VarcharType.VARCHAR;
                case "boolean" -> BooleanType.BOOLEAN;
                case "tinyint" -> TinyintType.TINYINT;
                case "smallint" -> SmallintType.SMALLINT;
                case "int", "integer" -> IntegerType.INTEGER;
                case "bigint" -> BigintType.BIGINT;
                case "float" -> RealType.REAL;
                case "double" -> DoubleType.DOUBLE;
                case "date" -> DateType.DATE;
                case "timestamp" -> TimestampType.TIMESTAMP_MICROS;
                case "binary" -> VarbinaryType.VARBINARY;
                case "decimal" -> decimal();
                case "varchar" -> VarcharType.createVarcharType(numbers().getFirst());
                case "char" -> CharType.createCharType(numbers().getFirst());
                case "array" -> array(depth + 1);
                case "map" -> map(depth + 1);
                case "struct" -> struct(depth + 1);
                default -> throw unknown();
            };
        }

        private Type decimal() {
            if (!at('(')) {
                return DecimalType.createDecimalType(DECIMAL_PRECISION_DEFAULT, 0);
            }
            List<Integer> numbers = numbers();
            int scale = numbers.size() > 1 ? numbers.get(1) : 0;
            return DecimalType.createDecimalType(numbers.getFirst(), scale);
        }

        private Type array(int depth) {
            take('<');
            Type element = type(depth);
            take('>');
            return new ArrayType(element);
        }

        private Type map(int depth) {
            take('<');
            Type key = type(depth);
            take(',');
            Type value = type(depth);
            take('>');
            if (key instanceof ArrayType || key instanceof RowType || !key.isComparable()) {
                throw unknown();
            }
            return new MapType(key, value, typeManager.getTypeOperators());
        }

        private Type struct(int depth) {
            List<RowType.Field> fields = new ArrayList<>();
            take('<');
            do {
                String name = until(':').toLowerCase(Locale.ROOT);
                take(':');
                fields.add(RowType.field(name, type(depth)));
            } while (taken(','));
            take('>');
            return RowType.from(fields);
        }

        private List<Integer> numbers() {
            List<Integer> numbers = new ArrayList<>();
            take('(');
            do {
                numbers.add(Integer.parseInt(word()));
            } while (taken(','));
            take(')');
            return numbers;
        }

        private String word() {
            skipSpaces();
            int start = position;
            while (position < text.length() && Character.isLetterOrDigit(text.charAt(position))) {
                position++;
            }
            String word = text.substring(start, position);
            skipSpaces();
            return word;
        }

        private String until(char end) {
            skipSpaces();
            int found = text.indexOf(end, position);
            if (found <= position) {
                throw unknown();
            }
            String name = text.substring(position, found).strip();
            position = found;
            return name;
        }

        private boolean at(char expected) {
            return position < text.length() && text.charAt(position) == expected;
        }

        private boolean taken(char expected) {
            boolean taken = at(expected);
            if (taken) {
                position++;
            }
            skipSpaces();
            return taken;
        }

        private void take(char expected) {
            if (!taken(expected)) {
                throw unknown();
            }
        }

        private void skipSpaces() {
            while (at(' ')) {
                position++;
            }
        }

        private IllegalArgumentException unknown() {
            return new IllegalArgumentException("type %s is not known at position %d".formatted(text, position));
        }
    }
}
