package io.millrace.trino;

import static io.trino.type.InternalTypeManager.TESTING_TYPE_MANAGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trino.spi.TrinoException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HiveTypeParserTest {
    private final HiveTypeParser parser = new HiveTypeParser(TESTING_TYPE_MANAGER);

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "string;varchar",
                "STRING;varchar",
                "boolean;boolean",
                "tinyint;tinyint",
                "smallint;smallint",
                "int;integer",
                "integer;integer",
                "bigint;bigint",
                "float;real",
                "double;double",
                "date;date",
                "timestamp;timestamp(6)",
                "binary;varbinary",
                "decimal;decimal(10,0)",
                "decimal(12);decimal(12,0)",
                "decimal(38, 9);decimal(38,9)",
                "varchar(7);varchar(7)",
                "char(3);char(3)",
                "array<int>;array(integer)",
                "map<string,array<decimal(10,2)>>;map(varchar, array(decimal(10,2)))",
                "struct<a:int,B c:string>;row(\"a\" integer, \"b c\" varchar)",
                "array < struct < x : map<int , double> > >;array(row(\"x\" map(integer, double)))",
            })
    void readsHiveTypes(String hive, String trino) {
        assertThat(parser.parse(hive).getDisplayName()).isEqualTo(trino);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "uniontype<int,string>",
                "array<int",
                "array<int>>",
                "map<int>",
                "map<array<int>,int>",
                "struct<int>",
                "struct<:int>",
                "varchar",
                "char()",
                "int int",
            })
    void refusesWhatIsNoType(String hive) {
        assertThatThrownBy(() -> parser.parse(hive)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesDecimalsOutOfRange() {
        assertThatThrownBy(() -> parser.parse("decimal(39,0)"))
                .isInstanceOfAny(IllegalArgumentException.class, TrinoException.class);
    }

    @Test
    void refusesTypesThatWouldExhaustTheStack() {
        String deep = "array<".repeat(10_000) + "int" + ">".repeat(10_000);

        assertThatThrownBy(() -> parser.parse(deep)).hasMessageContaining("nested more than 100 deep");
    }
}
