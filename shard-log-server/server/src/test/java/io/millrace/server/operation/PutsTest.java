package io.millrace.server.operation;

import static io.millrace.server.operation.Kinesis.assertRefused;
import static io.millrace.server.operation.KinesisError.INTERNAL_FAILURE;
import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;
import static io.millrace.server.operation.KinesisError.PROVISIONED_THROUGHPUT_EXCEEDED;
import static io.millrace.server.operation.KinesisError.RESOURCE_NOT_FOUND;
import static io.millrace.server.operation.KinesisError.VALIDATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.SequenceNumber;
import io.millrace.server.testing.Waiting;
import java.math.BigInteger;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.CreateStreamRequest;
import software.amazon.awssdk.services.kinesis.model.CreateStreamResponse;
import software.amazon.awssdk.services.kinesis.model.DeleteStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DeleteStreamResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

class PutsTest {
    private static final int MIB = 1 << 20;

    /** Layouts that AWS gave out in former years. */
    private static final String FORMER_1 =
            new BigInteger("20000000000000000000000000000000000000000000001", 16).toString();

    private static final String FORMER_0_TOO_LATE = new BigInteger("13bb2cc3d80000000000000000000000", 16).toString();
    private static final String OF_NO_LAYOUT =
            new BigInteger("20000000000000000000000000000000000000000000004", 16).toString();

    @RegisterExtension
    private final Kinesis kinesis = new Kinesis();

    @BeforeEach
    void create() {
        kinesis.createStream("orders", 3);
    }

    @Test
    void aRecordGoesToTheShardThatOwnsItsKey() {
        PutRecordResponse a = kinesis.put("orders", "a", "1");
        PutRecordResponse b = kinesis.put("orders", "b", "2");

        assertThat(a.shardId()).isEqualTo("shardId-000000000000");
        assertThat(b.shardId()).isEqualTo("shardId-000000000001");
        assertThat(a.encryptionType()).isNull();
        SequenceNumber number = SequenceNumber.parse(a.sequenceNumber());
        assertThat(number.shardIndex()).isZero();
        assertThat(number.sequence()).isEqualTo(1);
        assertThat(number.arrivalSeconds()).isEqualTo(Kinesis.START.getEpochSecond());
    }

    @Test
    void anExplicitHashKeyHasTheFirstWord() {
        PutRecordResponse last = put(request -> request.explicitHashKey("340282366920938463463374607431768211455"));
        PutRecordResponse below = put(request -> request.explicitHashKey("226854911280625642308916404954512140969"));
        PutRecordResponse above = put(request -> request.explicitHashKey("226854911280625642308916404954512140970"));

        assertThat(last.shardId()).isEqualTo("shardId-000000000002");
        assertThat(below.shardId()).isEqualTo("shardId-000000000001");
        assertThat(above.shardId()).isEqualTo("shardId-000000000002");
    }

    @Test
    void refusesAnExplicitHashKeyOffTheRing() {
        String message = "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. "
                + "Specified value was 340282366920938463463374607431768211456";

        assertRefused(
                () -> put(request -> request.explicitHashKey("340282366920938463463374607431768211456")),
                INVALID_ARGUMENT,
                message);
        assertRefused(
                () -> putAll(List.of(
                        entry("a", 1),
                        entry("a", 1).toBuilder()
                                .explicitHashKey("340282366920938463463374607431768211456")
                                .build())),
                INVALID_ARGUMENT,
                message);
        assertThat(kinesis.store.commits()).isEmpty();
    }

    @Test
    void sequenceNumbersForOrderingMustHaveBeenGivenOut() {
        String first = put(request -> request).sequenceNumber();
        PutRecordResponse second = put(request -> request.sequenceNumberForOrdering(first));
        String future = new SequenceNumber(1, 0, 5, Kinesis.START.getEpochSecond() + 100).toString();

        assertThat(SequenceNumber.parse(second.sequenceNumber())).isGreaterThan(SequenceNumber.parse(first));
        for (String former : List.of("0", "5", FORMER_1)) {
            assertThat(put(request -> request.sequenceNumberForOrdering(former)).sequenceNumber())
                    .hasSize(SequenceNumber.DIGITS);
        }
        for (String wrong : List.of(FORMER_0_TOO_LATE, OF_NO_LAYOUT, future)) {
            assertRefused(
                    () -> put(request -> request.sequenceNumberForOrdering(wrong)),
                    INVALID_ARGUMENT,
                    "ExclusiveMinimumSequenceNumber %s used in PutRecord on stream orders under account 000000000000 is invalid."
                            .formatted(wrong));
        }
    }

    @Test
    void recordsAreAnsweredOneByOneInOrder() {
        PutRecordsResponse response = putAll(List.of(entry("a", 1), entry("b", 1), entry("a", 2)));

        assertThat(response.failedRecordCount()).isZero();
        assertThat(response.records())
                .extracting(PutRecordsResultEntry::shardId)
                .containsExactly("shardId-000000000000", "shardId-000000000001", "shardId-000000000000");
        assertThat(response.records())
                .extracting(
                        record -> SequenceNumber.parse(record.sequenceNumber()).sequence())
                .containsExactly(1L, 1L, 2L);
        assertThat(kinesis.store.commits()).containsExactly(3);
    }

    @Test
    void aRecordHasItsSizeKeyIncluded() {
        put(request -> request.data(bytes(MIB - 1)));
        assertRefused(
                () -> put(request -> request.data(bytes(MIB))),
                VALIDATION,
                "1 validation error detected: Value at 'data' failed to satisfy constraint: "
                        + "Member must have length less than or equal to 1048576");
        assertRefused(
                () -> putAll(List.of(entry("a", 1), entry("a", MIB))),
                VALIDATION,
                "1 validation error detected: Value at 'records.2.member.data' failed to satisfy constraint: "
                        + "Member must have length less than or equal to 1048576");
    }

    @Test
    void aStreamMayTakeLargerRecords() {
        kinesis.call(
                CreateStreamRequest.builder()
                        .streamName("large")
                        .shardCount(1)
                        .maxRecordSizeInKiB(2048)
                        .build(),
                CreateStreamResponse.class);
        kinesis.clock.advance(Kinesis.CREATING);

        put(request -> request.streamName("large").data(bytes(2 * MIB - 1)));

        assertThat(kinesis.records(kinesis.iterator("large", 0, ShardIteratorType.TRIM_HORIZON))
                        .records())
                .singleElement()
                .satisfies(
                        record -> assertThat(record.data().asByteArrayUnsafe()).hasSize(2 * MIB - 1));
    }

    @Test
    void aRequestHasItsSizeKeysIncluded() {
        List<PutRecordsRequestEntry> ten =
                IntStream.range(0, 10).mapToObj(i -> entry("a", MIB - 1)).toList();
        List<PutRecordsRequestEntry> eleven =
                IntStream.range(0, 11).mapToObj(i -> entry("a", MIB - 1)).toList();

        assertThat(putAll(ten).failedRecordCount()).isZero();
        assertRefused(() -> putAll(eleven), INVALID_ARGUMENT, "Records size exceeds 10 MB limit");
        assertThat(kinesis.store.commits()).containsExactly(10);
    }

    @Test
    void aFailedCommitFailsEveryRecord() {
        kinesis.store.fail(2, 0);

        assertRefused(() -> kinesis.put("orders", "a", "1"), INTERNAL_FAILURE, "Internal service failure.");
        PutRecordsResponse response = putAll(List.of(entry("a", 1), entry("b", 1)));

        assertThat(response.failedRecordCount()).isEqualTo(2);
        assertThat(response.records()).allSatisfy(record -> {
            assertThat(record.errorCode()).isEqualTo("InternalFailure");
            assertThat(record.errorMessage()).isEqualTo("Internal service failure.");
            assertThat(record.sequenceNumber()).isNull();
            assertThat(record.shardId()).isNull();
        });
        assertThat(kinesis.put("orders", "a", "2").sequenceNumber()).isNotNull();
        assertThat(kinesis.data(kinesis.iterator("orders", 0, ShardIteratorType.TRIM_HORIZON)))
                .containsExactly("2");
    }

    @Test
    void aFullQueueThrottles() {
        kinesis.store.pause();
        List<CompletableFuture<PutRecordResponse>> waiting = IntStream.range(0, 10)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> kinesis.put("orders", "a", "1"), Executors.newVirtualThreadPerTaskExecutor()))
                .toList();
        Waiting.until(
                () -> kinesis.meters.get("millrace_log_queue_requests").gauge().value() == 10);

        String message = "Rate exceeded for shard %s in stream orders under account 000000000000.";
        assertRefused(
                () -> kinesis.put("orders", "a", "1"),
                PROVISIONED_THROUGHPUT_EXCEEDED,
                message.formatted("shardId-000000000000"));
        PutRecordsResponse response = putAll(List.of(entry("b", 1)));

        assertThat(response.failedRecordCount()).isEqualTo(1);
        assertThat(response.records().getFirst().errorCode()).isEqualTo("ProvisionedThroughputExceededException");
        assertThat(response.records().getFirst().errorMessage()).isEqualTo(message.formatted("shardId-000000000001"));
        kinesis.store.resume();
        waiting.forEach(CompletableFuture::join);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "creating", "deleting"})
    void onlyAnActiveStreamTakesRecords(String stream) {
        kinesis.createStream("deleting", 1);
        kinesis.call(DeleteStreamRequest.builder().streamName("deleting").build(), DeleteStreamResponse.class);
        kinesis.call(
                CreateStreamRequest.builder()
                        .streamName("creating")
                        .shardCount(1)
                        .build(),
                CreateStreamResponse.class);

        assertRefused(
                () -> kinesis.put(stream, "a", "1"),
                RESOURCE_NOT_FOUND,
                "Stream %s under account 000000000000 not found.".formatted(stream));
    }

    @Test
    void whatIsAppendedIsCounted() {
        putAll(List.of(entry("a", 10), entry("b", 20)));

        assertThat(kinesis.meters
                        .get("IncomingRecords")
                        .tag("StreamName", "orders")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(kinesis.meters
                        .get("IncomingBytes")
                        .tag("StreamName", "orders")
                        .counter()
                        .count())
                .isEqualTo(32);
    }

    private PutRecordResponse put(UnaryOperator<PutRecordRequest.Builder> request) {
        PutRecordRequest.Builder builder = PutRecordRequest.builder()
                .streamName("orders")
                .partitionKey("a")
                .data(bytes(1));
        return kinesis.call(request.apply(builder).build(), PutRecordResponse.class);
    }

    private PutRecordsResponse putAll(List<PutRecordsRequestEntry> records) {
        return kinesis.call(
                PutRecordsRequest.builder()
                        .streamName("orders")
                        .records(records)
                        .build(),
                PutRecordsResponse.class);
    }

    private static PutRecordsRequestEntry entry(String key, int bytes) {
        return PutRecordsRequestEntry.builder()
                .partitionKey(key)
                .data(bytes(bytes))
                .build();
    }

    private static SdkBytes bytes(int count) {
        return SdkBytes.fromByteArrayUnsafe(new byte[count]);
    }
}
