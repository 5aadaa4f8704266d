package io.millrace.firehose.transform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRowsTest {
    @Test
    void scalarsBecomeValuesOfTheColumnsTypes() throws InvalidRecordException {
        assertThat(value(Types.BooleanType.get(), "true")).isEqualTo(true);
        assertThat(value(Types.IntegerType.get(), "-66")).isEqualTo(-66);
        assertThat(value(Types.LongType.get(), "9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(value(Types.FloatType.get(), "1.5")).isEqualTo(1.5f);
        assertThat(value(Types.DoubleType.get(), "1e3")).isEqualTo(1000.0);
        assertThat(value(Types.DecimalType.of(9, 2), "12.3")).isEqualTo(new BigDecimal("12.30"));
        assertThat(value(Types.DecimalType.of(9, 2), "\"12.30\"")).isEqualTo(new BigDecimal("12.30"));
        assertThat(value(Types.StringType.get(), "\"DTW\"")).isEqualTo("DTW");
        assertThat(value(Types.StringType.get(), "{\"a\":1}")).isEqualTo("{\"a\":1}");
        assertThat(value(Types.DateType.get(), "\"2001-01-31\"")).isEqualTo(LocalDate.of(2001, 1, 31));
        assertThat(value(Types.TimeType.get(), "\"10:11:12\"")).isEqualTo(LocalTime.of(10, 11, 12));
        UUID uuid = UUID.randomUUID();
        assertThat(value(Types.UUIDType.get(), "\"" + uuid + "\"")).isEqualTo(uuid);
        assertThat(value(Types.BinaryType.get(), "\"AQI=\"")).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
        assertThat(value(Types.FixedType.ofLength(2), "\"AQI=\"")).isEqualTo(new byte[] {1, 2});
    }

    @Test
    void timestampsMayHaveASpaceOrAnOffset() throws InvalidRecordException {
        LocalDateTime local = LocalDateTime.of(2001, 1, 1, 0, 47, 1);
        Type plain = Types.TimestampType.withoutZone();

        assertThat(value(plain, "\"2001-01-01 00:47:01\"")).isEqualTo(local);
        assertThat(value(plain, "\"2001-01-01T00:47:01\"")).isEqualTo(local);
        assertThat(value(plain, "\"2001-01-01T01:47:01+01:00\"")).isEqualTo(local);
        assertThat(value(Types.TimestampType.withZone(), "\"2001-01-01T01:47:01.5+01:00\""))
                .isEqualTo(OffsetDateTime.parse("2001-01-01T00:47:01.5Z"));
    }

    @Test
    void structuresListsAndMapsNest() throws InvalidRecordException {
        Type list = Types.ListType.ofOptional(2, Types.IntegerType.get());
        Type map = Types.MapType.ofOptional(3, 4, Types.IntegerType.get(), Types.StringType.get());
        Types.StructType struct = Types.StructType.of(optional(5, "Code", Types.StringType.get()));

        assertThat(value(list, "[1,null,3]"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsExactly(1, null, 3);
        assertThat(value(map, "{\"7\":\"x\"}")).isEqualTo(Map.of(7, "x"));
        assertThat(((Record) Objects.requireNonNull(value(struct, "{\"code\":\"LAS\"}"))).getField("Code"))
                .isEqualTo("LAS");
    }

    @Test
    void namesMatchWhateverTheirCaseAndOtherMembersAreLeftOut() throws InvalidRecordException {
        Schema schema = new Schema(
                required(1, "origin", Types.StringType.get()), optional(2, "Delay", Types.IntegerType.get()));

        Record row = new JsonRows(schema).row("{\"ORIGIN\":\"DTW\",\"delay\":66,\"more\":[1]}\n".getBytes(UTF_8));

        assertThat(List.of(row.getField("origin"), row.getField("Delay"))).containsExactly("DTW", 66);
    }

    @Test
    void anAbsentMemberIsNullUnlessItsColumnIsRequired() throws InvalidRecordException {
        JsonRows optional = new JsonRows(new Schema(optional(1, "delay", Types.IntegerType.get())));
        JsonRows required = new JsonRows(new Schema(required(1, "delay", Types.IntegerType.get())));

        assertThat(optional.row("{}".getBytes(UTF_8)).get(0)).isNull();
        assertThatThrownBy(() -> required.row("{\"delay\":null}".getBytes(UTF_8)))
                .hasMessage("Column delay is required.")
                .isInstanceOfSatisfying(
                        InvalidRecordException.class, e -> assertThat(e.code()).isEqualTo("Iceberg.SchemaMismatch"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "[]", "1", "{\"v\":1", "{\"v\":1}{\"v\":2}", "plain"})
    void aRecordThatIsNotOneObjectIsInvalid(String text) {
        JsonRows rows = new JsonRows(new Schema(optional(1, "v", Types.IntegerType.get())));

        assertThatThrownBy(() -> rows.row(text.getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        InvalidRecordException.class, e -> assertThat(e.code()).isEqualTo("Iceberg.InvalidJson"));
    }

    @Test
    void aValueThatDoesNotFitIsNamedAndNotGuessedAt() {
        assertThatThrownBy(() -> value(Types.IntegerType.get(), "2147483648"))
                .hasMessage("The value of column v is not of type int.");
        for (String notInt : List.of("1.5", "\"1\"", "true", "{}")) {
            assertThatThrownBy(() -> value(Types.IntegerType.get(), notInt)).isInstanceOf(InvalidRecordException.class);
        }
        for (String notDecimal : List.of("12.345", "12345678", "\"x\"", "1e999999999")) {
            assertThatThrownBy(() -> value(Types.DecimalType.of(9, 2), notDecimal))
                    .isInstanceOf(InvalidRecordException.class);
        }
        assertThatThrownBy(() -> value(Types.DoubleType.get(), "1e999")).isInstanceOf(InvalidRecordException.class);
        assertThatThrownBy(() -> value(Types.DateType.get(), "\"2001/01/31\""))
                .isInstanceOf(InvalidRecordException.class);
        assertThatThrownBy(() -> value(Types.TimestampType.withoutZone(), "978310020"))
                .isInstanceOf(InvalidRecordException.class);
    }

    private static @Nullable Object value(Type type, String json) throws InvalidRecordException {
        JsonRows rows = new JsonRows(new Schema(optional(1, "v", type)));
        return rows.row(("{\"v\":" + json + "}").getBytes(UTF_8)).get(0);
    }
}
