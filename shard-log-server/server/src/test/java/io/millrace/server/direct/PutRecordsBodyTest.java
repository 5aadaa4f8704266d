package io.millrace.server.direct;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.frontdoor.BodyFormat;
import io.millrace.frontdoor.RequestBody;
import io.millrace.frontdoor.wire.Codec;
import io.millrace.frontdoor.wire.Decoded;
import io.millrace.frontdoor.wire.MalformedBodyException;
import io.millrace.server.write.NewRecord;
import io.millrace.server.write.Slice;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;

class PutRecordsBodyTest {
    private static final Map<BodyFormat, Codec> CODECS =
            Map.of(BodyFormat.CBOR, Codec.cbor(100, 1 << 24), BodyFormat.JSON, Codec.json(100, 1 << 24));
    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void readsWhatTheGeneralCodecReads(long seed) throws MalformedBodyException {
        Random random = new Random(seed);
        BodyFormat format = format(seed);
        byte[] body = codec(format).encode(request(random));
        byte[] around = new byte[body.length + 20];
        System.arraycopy(body, 0, around, 7, body.length);

        Optional<PutRecordsBody> read = PutRecordsBody.read(format, new RequestBody(around, 7, body.length));

        assertSame(read.orElseThrow(), general(format, body).orElseThrow());
    }

    /** Whatever a damaged body is taken for, it is what the general codec takes it for. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void neverReadsADamagedBodyDifferently(long seed) throws MalformedBodyException {
        Random random = new Random(seed);
        BodyFormat format = format(seed);
        byte[] body = codec(format).encode(request(random));
        for (int damage = 0; damage < 200; damage++) {
            byte[] damaged = body.clone();
            int at = random.nextInt(body.length);
            damaged[at] = (byte) random.nextInt(256);

            Optional<PutRecordsBody> read = PutRecordsBody.read(format, RequestBody.of(damaged));

            if (read.isPresent()) {
                assertSame(read.get(), general(format, damaged).orElseThrow());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBodyThatEndsEarlyOrLateIsLeftAlone(BodyFormat format) {
        byte[] body = codec(format).encode(request(new Random(1)));

        for (int length = 0; length < body.length; length++) {
            assertThat(PutRecordsBody.read(format, new RequestBody(body, 0, length)))
                    .isEmpty();
        }
        assertThat(PutRecordsBody.read(format, RequestBody.of(Arrays.copyOf(body, body.length + 1))))
                .isEmpty();
    }

    @Test
    void readsJsonAsPeopleWriteIt() {
        String body = """
                 { "StreamName" : "a",
                   "Records": [ {"Data":"AQI=", "PartitionKey":"k"} , {"PartitionKey":"","Data":""} ] }
                """;

        assertThat(PutRecordsBody.read(BodyFormat.JSON, RequestBody.of(body.getBytes(UTF_8))))
                .isEmpty();
        PutRecordsBody read = PutRecordsBody.read(
                        BodyFormat.JSON,
                        RequestBody.of(body.replace("\"PartitionKey\":\"\"", "\"PartitionKey\":\"l\"")
                                .getBytes(UTF_8)))
                .orElseThrow();
        assertThat(read.records()).extracting(record -> record.key().toString()).containsExactly("k", "l");
        assertThat(bytes(read.records().getFirst().data())).containsExactly(1, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AQI", "AQJ=", "AR==", "A Q=", "AQI=AQI=", "=", "AQI\\u003d", "AQ-_"})
    void leavesBase64ThatIsNotTheOnlyOneOfItsBytes(String data) {
        String body = "{\"StreamName\":\"a\",\"Records\":[{\"PartitionKey\":\"k\",\"Data\":\"%s\"}]}".formatted(data);

        assertThat(PutRecordsBody.read(BodyFormat.JSON, RequestBody.of(body.getBytes(UTF_8))))
                .isEmpty();
    }

    @Test
    void readsLengthsThatAreSaidInAdvance() {
        // {"StreamName": "a", "Records": [{"Data": h'0102', "PartitionKey": "k"}]}
        byte[] body = HexFormat.of()
                .parseHex("a2" + "6a" + hex("StreamName") + "61" + hex("a") + "67" + hex("Records") + "81" + "a2" + "64"
                        + hex("Data") + "420102" + "6c" + hex("PartitionKey") + "61" + hex("k"));

        PutRecordsBody read =
                PutRecordsBody.read(BodyFormat.CBOR, RequestBody.of(body)).orElseThrow();

        assertThat(read.streamName()).isEqualTo("a");
        assertThat(read.records()).singleElement().satisfies(record -> {
            assertThat(bytes(record.data())).containsExactly(1, 2);
            assertThat(record.key()).hasToString("k");
        });
    }

    static Stream<Consumer<PutRecordsRequest.Builder>> refusable() {
        PutRecordsRequestEntry good = entry("k", null);
        return Stream.of(
                request -> request.records(List.of()),
                request -> request.records(
                        IntStream.range(0, 501).mapToObj(i -> good).toList()),
                request -> request.records(entry("", null)),
                request -> request.records(entry("k".repeat(257), null)),
                request -> request.records(entry("k", "01")),
                request -> request.records(entry("k", "-1")),
                request -> request.records(entry("k", "9".repeat(39))),
                request -> request.records(
                        PutRecordsRequestEntry.builder().partitionKey("k").build()),
                request -> request.records(PutRecordsRequestEntry.builder()
                        .data(SdkBytes.fromUtf8String("x"))
                        .build()),
                request -> request.streamName(""),
                request -> request.streamName("a b"),
                request -> request.streamName("a".repeat(129)),
                request -> request.streamARN("arn:of:something"),
                request -> request.streamId("abcdefghij0123456789-xyz"));
    }

    @ParameterizedTest
    @MethodSource("refusable")
    void leavesToOthersWhatMayBeRefused(Consumer<PutRecordsRequest.Builder> change) {
        PutRecordsRequest.Builder request =
                PutRecordsRequest.builder().streamName("a").records(entry("k", null));
        CODECS.forEach((format, codec) -> assertThat(
                        PutRecordsBody.read(format, RequestBody.of(codec.encode(request.build()))))
                .isPresent());

        change.accept(request);

        CODECS.forEach((format, codec) -> assertThat(
                        PutRecordsBody.read(format, RequestBody.of(codec.encode(request.build()))))
                .isEmpty());
    }

    private static BodyFormat format(long seed) {
        return seed % 2 == 0 ? BodyFormat.CBOR : BodyFormat.JSON;
    }

    private static Codec codec(BodyFormat format) {
        return Objects.requireNonNull(CODECS.get(format));
    }

    private static void assertSame(PutRecordsBody read, PutRecordsRequest general) {
        assertThat(read.streamName()).isEqualTo(general.streamName());
        assertThat(read.streamArn()).isEqualTo(general.streamARN());
        assertThat(general.streamId()).isNull();
        assertThat(read.records()).hasSameSizeAs(general.records());
        for (int index = 0; index < read.records().size(); index++) {
            NewRecord record = read.records().get(index);
            PutRecordsRequestEntry entry = general.records().get(index);
            assertThat(record.key()).hasToString(entry.partitionKey());
            assertThat(record.explicitHashKey()).isEqualTo(entry.explicitHashKey());
            assertThat(bytes(record.data())).isEqualTo(entry.data().asByteArray());
        }
    }

    private static Optional<PutRecordsRequest> general(BodyFormat format, byte[] body) throws MalformedBodyException {
        Decoded<PutRecordsRequest> decoded =
                codec(format).decode(body, PutRecordsRequest.class, PutRecordsRequest::builder);
        return decoded instanceof Decoded.Value<PutRecordsRequest> value
                ? Optional.of(value.value())
                : Optional.empty();
    }

    private static PutRecordsRequest request(Random random) {
        List<PutRecordsRequestEntry> entries = IntStream.range(0, 1 + random.nextInt(5))
                .mapToObj(index -> {
                    byte[] data = new byte[random.nextInt(random.nextBoolean() ? 30 : 70_000)];
                    random.nextBytes(data);
                    return PutRecordsRequestEntry.builder()
                            .partitionKey("k".repeat(1 + random.nextInt(256)))
                            .explicitHashKey(random.nextBoolean() ? null : String.valueOf(random.nextInt(1 << 30)))
                            .data(SdkBytes.fromByteArray(data))
                            .build();
                })
                .toList();
        return PutRecordsRequest.builder()
                .streamName(random.nextBoolean() ? "orders" : null)
                .streamARN(random.nextBoolean() ? ARN : null)
                .records(entries)
                .build();
    }

    private static PutRecordsRequestEntry entry(String key, @org.jspecify.annotations.Nullable String explicitHashKey) {
        return PutRecordsRequestEntry.builder()
                .partitionKey(key)
                .explicitHashKey(explicitHashKey)
                .data(SdkBytes.fromUtf8String("x"))
                .build();
    }

    private static byte[] bytes(Slice slice) {
        return Arrays.copyOfRange(slice.array(), slice.offset(), slice.offset() + slice.length());
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(UTF_8));
    }
}
