package io.millrace.trino;

import static io.airlift.slice.Slices.utf8Slice;
import static io.trino.type.InternalTypeManager.TESTING_TYPE_MANAGER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.trino.spi.block.Block;
import io.trino.spi.block.SqlMap;
import io.trino.spi.block.SqlRow;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.Int128;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRecordDecoderTest {
    private static final HiveTypeParser TYPES = new HiveTypeParser(TESTING_TYPE_MANAGER);

    @Test
    void matchesFieldsToColumnsWhateverTheCase() {
        DecodedRecord record = decode("{\"Origin\":\"DTW\",\"DELAY\":66}", "origin string", "delay bigint");

        assertThat(record.value(0)).isEqualTo(utf8Slice("DTW"));
        assertThat(record.value(1)).isEqualTo(66L);
        assertThat(record.error()).isEmpty();
    }

    @Test
    void missingAndNullFieldsAreNullAndUnknownOnesAreSkipped() {
        DecodedRecord record = decode("{\"a\":null,\"x\":{\"a\":[1,{}]},\"c\":3}", "a int", "b int", "c int");

        assertThat(record.value(0)).isNull();
        assertThat(record.value(1)).isNull();
        assertThat(record.value(2)).isEqualTo(3L);
        assertThat(record.error()).isEmpty();
    }

    @Test
    void theLastOfFieldsOfOneNameCounts() {
        assertThat(decode("{\"a\":1,\"A\":2}", "a int").value(0)).isEqualTo(2L);
        assertThat(decode("{\"a\":1,\"a\":null}", "a int").value(0)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\'',
            value = {
                "bigint;9223372036854775807;9223372036854775807",
                "bigint;\"12\";12",
                "bigint;1e3;1000",
                "bigint;12.0;12",
                "int;-2147483648;-2147483648",
                "tinyint;127;127",
                "date;\"1970-01-02\";1",
                "timestamp;\"1970-01-01 00:00:01\";1000000",
                "timestamp;\"1970-01-01T00:00:01.000002\";1000002",
                "timestamp;\"1970-01-01T01:00:01+01:00\";1000000",
                "timestamp;\"1970-01-01T00:00:01Z\";1000000",
                "timestamp;\"1969-12-31 23:59:59.5\";-500000",
                "decimal(5,2);12.3;1230",
                "decimal(5,2);\"-1\";-100",
            })
    void readsScalars(String type, String json, long value) {
        DecodedRecord record = decode("{\"a\":" + json + "}", "a " + type);

        assertThat(record.error()).isEmpty();
        assertThat(record.value(0)).isEqualTo(value);
    }

    @Test
    void readsScalarsThatAreNoIntegers() {
        assertThat(decode("{\"a\":true}", "a boolean").value(0)).isEqualTo(true);
        assertThat(decode("{\"a\":\"FALSE\"}", "a boolean").value(0)).isEqualTo(false);
        assertThat(decode("{\"a\":0.1}", "a double").value(0)).isEqualTo(0.1);
        assertThat(decode("{\"a\":1}", "a double").value(0)).isEqualTo(1.0);
        assertThat(decode("{\"a\":0.5}", "a float").value(0)).isEqualTo((long) Float.floatToRawIntBits(0.5f));
        assertThat(decode("{\"a\":\"aGk=\"}", "a binary").value(0)).isEqualTo(utf8Slice("hi"));
        assertThat(decode("{\"a\":123456789012345678901234567890}", "a decimal(38,0)")
                        .value(0))
                .isEqualTo(Int128.valueOf("123456789012345678901234567890"));
        assertThat(decode("{\"a\":\"ab  \"}", "a char(3)").value(0)).isEqualTo(utf8Slice("ab"));
        assertThat(decode("{\"a\":12.50}", "a string").value(0)).isEqualTo(utf8Slice("12.50"));
        assertThat(decode("{\"a\":{\"b\":[1, null]}}", "a string").value(0)).isEqualTo(utf8Slice("{\"b\":[1,null]}"));
    }

    @Test
    void readsNestedValues() {
        DecodedRecord record = decode(
                "{\"l\":[1,null,3],\"m\":{\"k\":1,\"k\":2,\"n\":null},\"s\":{\"X\":\"y\",\"u\":[]}}",
                "l array<bigint>",
                "m map<string,bigint>",
                "s struct<x:string,z:bigint>");

        Block list = (Block) requireNonNull(record.value(0));
        assertThat(list.getPositionCount()).isEqualTo(3);
        assertThat(BigintType.BIGINT.getLong(list, 0)).isEqualTo(1);
        assertThat(list.isNull(1)).isTrue();
        SqlMap map = (SqlMap) requireNonNull(record.value(1));
        assertThat(map.getSize()).isEqualTo(2);
        assertThat(BigintType.BIGINT.getLong(map.getRawValueBlock(), map.getRawOffset()))
                .isEqualTo(2);
        SqlRow row = (SqlRow) requireNonNull(record.value(2));
        assertThat(VarcharType.VARCHAR.getSlice(row.getRawFieldBlock(0), row.getRawIndex()))
                .isEqualTo(utf8Slice("y"));
        assertThat(row.getRawFieldBlock(1).isNull(row.getRawIndex())).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\'',
            value = {
                "bigint;9223372036854775808",
                "bigint;1.5",
                "bigint;\"\"",
                "bigint;true",
                "bigint;{\"b\":{\"c\":1}}",
                "bigint;[[1]]",
                "int;2147483648",
                "tinyint;128",
                "boolean;1",
                "boolean;\"yes\"",
                "double;\"high\"",
                "date;\"2001/01/01\"",
                "timestamp;\"2001/01/01 00:47\"",
                "timestamp;\"1970-01-01 00:00:00.0000001\"",
                "timestamp;1000",
                "decimal(5,2);1.234",
                "decimal(5,2);1000",
                "decimal(38,0);1e1000000000",
                "bigint;1e1000000000",
                "varchar(2);\"abc\"",
                "char(2);\"abc\"",
                "binary;\"not base 64\"",
                "array<int>;{\"x\":[1]}",
                "array<int>;[1,[2],3]",
                "map<int,int>;{\"x\":1}",
                "struct<x:int>;{\"x\":{\"y\":{}}}",
            })
    void aFieldOfAnotherTypeIsNullAndLeavesTheOthersAlone(String type, String json) {
        DecodedRecord record = decode("{\"b\":1,\"a\":" + json + ",\"c\":2}", "a " + type, "b int", "c int");

        assertThat(record.value(0)).isNull();
        assertThat(record.value(1)).isEqualTo(1L);
        assertThat(record.value(2)).isEqualTo(2L);
        assertThat(record.error()).hasValueSatisfying(error -> assertThat(error).startsWith("a: "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[1]",
                "\"a\"",
                "12",
                "{",
                "{\"a\":1",
                "{\"a\":1}}",
                "{\"a\":1} {\"a\":2}",
                "{a:1}",
                "{\"a\":1,}"
            })
    void aRecordThatIsNotOneJsonObjectIsNullInEveryColumn(String data) {
        DecodedRecord record = decode(data, "a int", "b int");

        assertThat(record.value(0)).isNull();
        assertThat(record.value(1)).isNull();
        assertThat(record.error()).isPresent();
    }

    @Test
    void aRecordMayEndWithANewline() {
        assertThat(decode("{\"a\":1}\n", "a int").error()).isEmpty();
    }

    @Test
    void aLongTextIsShortenedInTheError() {
        String error = decode("{\"a\":\"" + "x".repeat(10_000) + "\"}", "a int")
                .error()
                .orElseThrow();

        assertThat(error).hasSizeLessThan(200);
    }

    private static DecodedRecord decode(String json, String... columns) {
        List<MillraceColumnHandle> handles =
                List.of(columns).stream().map(JsonRecordDecoderTest::column).toList();
        return new JsonRecordDecoder(handles).decode(json.getBytes(UTF_8));
    }

    private static MillraceColumnHandle column(String nameAndType) {
        String[] parts = nameAndType.split(" ", 2);
        Type type = TYPES.parse(parts[1]);
        return new MillraceColumnHandle(parts[0], type, Optional.empty(), false);
    }
}
