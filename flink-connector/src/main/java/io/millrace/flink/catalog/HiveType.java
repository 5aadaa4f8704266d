package io.millrace.flink.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.DataType;

/** Reads a type as the catalog writes it, such as {@code array<struct<a:int,b:decimal(10,2)>>}. */
final class HiveType {
    private static final int TIMESTAMP_PRECISION = 9;
    private static final int DECIMAL_PRECISION = 10;

    private final String text;
    private int position;

    private HiveType(String text) {
        this.text = text;
    }

    /** Throws {@link IllegalArgumentException} for a type Flink has nothing like. */
    static DataType parse(String text) {
        HiveType type = new HiveType(text.strip());
        DataType parsed = type.type();
        if (type.position < type.text.length()) {
            throw type.wrong();
        }
        return parsed;
    }

    private DataType type() {
        String name = word().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "boolean" -> DataTypes.BOOLEAN();
            case "tinyint" -> DataTypes.TINYINT();
            case "smallint" -> DataTypes.SMALLINT();
            case "int", "integer" -> DataTypes.INT();
            case "bigint" -> DataTypes.BIGINT();
            case "float" -> DataTypes.FLOAT();
            case "double" -> DataTypes.DOUBLE();
            case "string" -> DataTypes.STRING();
            case "binary" -> DataTypes.BYTES();
            case "date" -> DataTypes.DATE();
            case "timestamp" -> DataTypes.TIMESTAMP(TIMESTAMP_PRECISION);
            case "timestamp with local time zone" -> DataTypes.TIMESTAMP_LTZ(TIMESTAMP_PRECISION);
            case "char" -> DataTypes.CHAR(numbers(1).get(0));
            case "varchar" -> DataTypes.VARCHAR(numbers(1).get(0));
            case "decimal" -> decimal();
            case "array" -> array();
            case "map" -> map();
            case "struct" -> struct();
            default -> throw wrong();
        };
    }

    private DataType decimal() {
        if (!at('(')) {
            return DataTypes.DECIMAL(DECIMAL_PRECISION, 0);
        }
        List<Integer> numbers = numbers(2);
        return DataTypes.DECIMAL(numbers.get(0), numbers.size() > 1 ? numbers.get(1) : 0);
    }

    private DataType array() {
        expect('<');
        DataType element = type();
        expect('>');
        return DataTypes.ARRAY(element);
    }

    private DataType map() {
        expect('<');
        DataType key = type();
        expect(',');
        DataType value = type();
        expect('>');
        return DataTypes.MAP(key, value);
    }

    private DataType struct() {
        List<DataTypes.Field> fields = new ArrayList<>();
        expect('<');
        do {
            String name = word();
            expect(':');
            fields.add(DataTypes.FIELD(name, type()));
        } while (skip(','));
        expect('>');
        return DataTypes.ROW(fields.toArray(DataTypes.Field[]::new));
    }

    private List<Integer> numbers(int most) {
        List<Integer> numbers = new ArrayList<>();
        expect('(');
        do {
            try {
                numbers.add(Integer.parseInt(word()));
            } catch (NumberFormatException e) {
                throw wrong();
            }
        } while (numbers.size() < most && skip(','));
        expect(')');
        return numbers;
    }

    private String word() {
        int start = position;
        while (position < text.length() && "<>(),:".indexOf(text.charAt(position)) < 0) {
            position++;
        }
        String word = text.substring(start, position).strip();
        if (word.isEmpty()) {
            throw wrong();
        }
        return word;
    }

    private boolean at(char expected) {
        return position < text.length() && text.charAt(position) == expected;
    }

    private boolean skip(char expected) {
        boolean there = at(expected);
        position += there ? 1 : 0;
        return there;
    }

    private void expect(char expected) {
        if (!skip(expected)) {
            throw wrong();
        }
    }

    private IllegalArgumentException wrong() {
        return new IllegalArgumentException("no Flink type for '%s' (at %d)".formatted(text, position));
    }
}
