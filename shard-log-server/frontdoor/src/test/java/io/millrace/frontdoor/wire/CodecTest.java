package io.millrace.frontdoor.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.glue.model.BatchUpdatePartitionRequest;
import software.amazon.awssdk.services.glue.model.ColumnStatisticsData;
import software.amazon.awssdk.services.glue.model.CreateDatabaseRequest;
import software.amazon.awssdk.services.glue.model.DoubleColumnStatisticsData;
import software.amazon.awssdk.services.glue.model.UpdateColumnStatisticsForTableRequest;
import software.amazon.awssdk.services.kinesis.model.DeleteStreamRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;

class CodecTest {
    private static final int DEPTH_MAX = 20;
    private static final int TEXT_MAX = 1_000;

    private final Codec json = Codec.json(DEPTH_MAX, TEXT_MAX);
    private final Codec cbor = Codec.cbor(DEPTH_MAX, TEXT_MAX);

    @ParameterizedTest
    @CsvSource({"7,7", "7.9,7", "-7.1,-8", "7e1,70", "2147483647,2147483647", "-2147483648,-2147483648"})
    void readsIntegersAndCutsFractionsOff(String number, int expected) throws MalformedBodyException {
        ListShardsRequest request = value(
                json, "{\"MaxResults\":%s}".formatted(number), ListShardsRequest.class, ListShardsRequest::builder);

        assertThat(request.maxResults()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2147483648",
                "-2147483649",
                "99999999999999999999",
                "1e400",
                "-1e999999999",
                "2147483648.0",
                "1e10"
            })
    void refusesIntegersOutOfRange(String number) throws MalformedBodyException {
        String body = "{\"MaxResults\":%s}".formatted(number);

        assertThat(mismatch(json, body, ListShardsRequest.class, ListShardsRequest::builder))
                .matches("(NUMBER|DECIMAL)_VALUE can not be converted to an Integer");
    }

    @ParameterizedTest
    @CsvSource({
        "1441215410.867,1441215410867",
        "1441215410,1441215410000",
        "1.441215410867E9,1441215410867",
        "0,0",
        "-1.5,-1500"
    })
    void readsTimestampsToTheMillisecond(String seconds, long millis) throws MalformedBodyException {
        GetShardIteratorRequest request = value(
                json,
                "{\"Timestamp\":%s}".formatted(seconds),
                GetShardIteratorRequest.class,
                GetShardIteratorRequest::builder);

        assertThat(request.timestamp()).isEqualTo(Instant.ofEpochMilli(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e300", "-1e300", "100000000001", "\"2020-01-01T00:00:00Z\"", "true", "[]"})
    void refusesTimestampsThatAreNone(String value) throws MalformedBodyException {
        String body = "{\"Timestamp\":%s}".formatted(value);

        assertThat(mismatch(json, body, GetShardIteratorRequest.class, GetShardIteratorRequest::builder))
                .isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "AA==,00",
        "AAE=,0001",
        "AAEC,000102",
        "'',''",
    })
    void readsBase64(String text, String hex) throws MalformedBodyException {
        PutRecordRequest request =
                value(json, "{\"Data\":\"%s\"}".formatted(text), PutRecordRequest.class, PutRecordRequest::builder);

        assertThat(HexFormat.of().formatHex(request.data().asByteArray())).isEqualTo(hex);
    }

    @ParameterizedTest
    @CsvSource({
        "23456,Base64 encoded length is expected a multiple of 4 bytes but found: 5",
        "=+/=,Invalid Base64 character: '='",
        "+/+=,Invalid last non-pad Base64 character dectected",
        "AB==,Invalid last non-pad Base64 character dectected",
        "AA-_,Invalid Base64 character: '-'",
        "AAAé,Invalid Base64 character: 'é'"
    })
    void refusesWhatIsNoBase64(String text, String reason) throws MalformedBodyException {
        String body = "{\"Data\":\"%s\"}".formatted(text);

        assertThat(mismatch(json, body, PutRecordRequest.class, PutRecordRequest::builder))
                .isEqualTo("'%s' can not be converted to a Blob: %s", text, reason);
    }

    @ParameterizedTest
    @CsvSource({
        "true,TRUE_VALUE can not be converted to a String",
        "false,FALSE_VALUE can not be converted to a String",
        "1.5,DECIMAL_VALUE can not be converted to a String",
        "[],Start of list found where not expected",
        "{},Start of structure or map found where not expected.",
        "\"\\ud800\",STRING_VALUE can not be converted to a String",
        "\"a\\udc00b\",STRING_VALUE can not be converted to a String"
    })
    void refusesWhatIsNoString(String value, String message) throws MalformedBodyException {
        String body = "{\"StreamName\":%s}".formatted(value);

        assertThat(mismatch(json, body, PutRecordRequest.class, PutRecordRequest::builder))
                .isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource({
        "1,NUMBER_VALUE can not be converted to a Boolean",
        "\"true\",STRING_VALUE can not be converted to a Boolean"
    })
    void refusesWhatIsNoBoolean(String value, String message) throws MalformedBodyException {
        String body = "{\"EnforceConsumerDeletion\":%s}".formatted(value);

        assertThat(mismatch(json, body, DeleteStreamRequest.class, DeleteStreamRequest::builder))
                .isEqualTo(message);
    }

    @Test
    void refusesNumbersThatAreNoFiniteDoubles() throws MalformedBodyException {
        String json400 = "{\"ColumnStatisticsList\":[{\"StatisticsData\":{\"DoubleColumnStatisticsData\":"
                + "{\"MinimumValue\":1e400}}}]}";

        assertThat(mismatch(
                        json,
                        json400,
                        UpdateColumnStatisticsForTableRequest.class,
                        UpdateColumnStatisticsForTableRequest::builder))
                .isEqualTo("DECIMAL_VALUE can not be converted to a Double");
    }

    @Test
    @SuppressWarnings("unchecked") // varargs of the SDK
    void whatIsWrittenIsReadBackInBothFormats() throws MalformedBodyException {
        UpdateColumnStatisticsForTableRequest doubles = UpdateColumnStatisticsForTableRequest.builder()
                .databaseName("späti 𝄞")
                .columnStatisticsList(statistics -> statistics
                        .analyzedTime(Instant.ofEpochMilli(1_441_215_410_867L))
                        .statisticsData(ColumnStatisticsData.builder()
                                .doubleColumnStatisticsData(DoubleColumnStatisticsData.builder()
                                        .minimumValue(-0.1)
                                        .maximumValue(1e300)
                                        .numberOfNulls(Long.MAX_VALUE)
                                        .numberOfDistinctValues(Long.MIN_VALUE)
                                        .build())
                                .build()))
                .build();
        CreateDatabaseRequest maps = CreateDatabaseRequest.builder()
                .databaseInput(database -> database.name("d").parameters(Map.of("a", "b", "", "")))
                .build();
        BatchUpdatePartitionRequest nested = BatchUpdatePartitionRequest.builder()
                .entries(entry -> entry.partitionValueList("1", "2")
                        .partitionInput(input -> input.storageDescriptor(
                                storage -> storage.storedAsSubDirectories(true).columns(column -> column.name("c")))))
                .build();

        for (Codec codec : new Codec[] {json, cbor}) {
            assertThat(value(
                            codec,
                            codec.encode(doubles),
                            UpdateColumnStatisticsForTableRequest.class,
                            UpdateColumnStatisticsForTableRequest::builder))
                    .isEqualTo(doubles);
            assertThat(value(codec, codec.encode(maps), CreateDatabaseRequest.class, CreateDatabaseRequest::builder))
                    .isEqualTo(maps);
            assertThat(value(
                            codec,
                            codec.encode(nested),
                            BatchUpdatePartitionRequest.class,
                            BatchUpdatePartitionRequest::builder))
                    .isEqualTo(nested);
        }
    }

    @Test
    void aSyntaxErrorAfterAWrongTypeIsASyntaxError() {
        for (String body : new String[] {
            "{\"StreamName\":7", "{\"StreamName\":7}}", "{\"StreamName\":[", "{\"StreamName\":7} 1", "[] []", "7 7"
        }) {
            assertThatThrownBy(() -> value(json, body, PutRecordRequest.class, PutRecordRequest::builder))
                    .as(body)
                    .isInstanceOf(MalformedBodyException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "7", "\"a\"", "null", "true"})
    void aBodyThatIsNoStructureIsAMismatch(String body) throws MalformedBodyException {
        assertThat(mismatch(json, body, PutRecordRequest.class, PutRecordRequest::builder))
                .isEqualTo(body.equals("[]") ? "Start of list found where not expected" : "Expected null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bf", "ff", "bf6a", "bf61", "5affffffff", "9f9f9f", "bf6161ff", "a1", "bfff00", "1f"})
    void refusesCborThatBreaksOff(String hex) {
        byte[] body = HexFormat.of().parseHex(hex);

        assertThatThrownBy(() -> value(cbor, body, PutRecordRequest.class, PutRecordRequest::builder))
                .isInstanceOf(MalformedBodyException.class);
    }

    @Test
    void refusesTextAboveTheLimit() {
        String body = "{\"Data\":\"%s\"}".formatted("A".repeat(TEXT_MAX + 4));

        assertThatThrownBy(() -> value(json, body, PutRecordRequest.class, PutRecordRequest::builder))
                .isInstanceOf(MalformedBodyException.class);
    }

    private static <T> Decoded<T> decode(Codec codec, byte[] body, Class<T> type, Supplier<? extends SdkPojo> builder)
            throws MalformedBodyException {
        return codec.decode(body, type, builder);
    }

    private static <T> T value(Codec codec, String body, Class<T> type, Supplier<?> builder)
            throws MalformedBodyException {
        return value(codec, body.getBytes(UTF_8), type, builder);
    }

    private static <T> T value(Codec codec, byte[] body, Class<T> type, Supplier<?> builder)
            throws MalformedBodyException {
        return switch (decode(codec, body, type, () -> (SdkPojo) builder.get())) {
            case Decoded.Value<T> read -> read.value();
            case Decoded.Mismatch<T> mismatch -> throw new AssertionError(mismatch.message());
        };
    }

    private static <T> String mismatch(Codec codec, String body, Class<T> type, Supplier<?> builder)
            throws MalformedBodyException {
        return switch (decode(codec, body.getBytes(UTF_8), type, () -> (SdkPojo) builder.get())) {
            case Decoded.Value<T> read -> throw new AssertionError("read as " + read.value());
            case Decoded.Mismatch<T> mismatch -> mismatch.message();
        };
    }
}
