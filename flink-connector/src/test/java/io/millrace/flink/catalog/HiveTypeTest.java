package io.millrace.flink.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HiveTypeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "string|STRING",
                "BIGINT|BIGINT",
                "integer|INT",
                "timestamp|TIMESTAMP(9)",
                "timestamp with local time zone|TIMESTAMP_LTZ(9)",
                "decimal|DECIMAL(10, 0)",
                "decimal(12,2)|DECIMAL(12, 2)",
                "decimal(7)|DECIMAL(7, 0)",
                "varchar(3)|VARCHAR(3)",
                "binary|BYTES",
                "array<string>|ARRAY<STRING>",
                "map<string,array<int>>|MAP<STRING, ARRAY<INT>>",
                "struct<a:int,b:struct<c:decimal(4,1),d:date>>|ROW<`a` INT, `b` ROW<`c` DECIMAL(4, 1), `d` DATE>>",
            })
    void readsTheCatalogsTypes(String hive, String flink) {
        assertThat(HiveType.parse(hive).toString()).isEqualTo(flink);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "uniontype<int>",
                "array<int",
                "array<>",
                "map<int>",
                "struct<a>",
                "decimal(x)",
                "int)",
                "varchar"
            })
    void refusesWhatIsNoType(String text) {
        assertThatThrownBy(() -> HiveType.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
