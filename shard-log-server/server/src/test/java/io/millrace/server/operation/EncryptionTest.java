package io.millrace.server.operation;

import static io.millrace.server.operation.Kinesis.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.server.encryption.KeyServiceException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryResponse;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.MergeShardsRequest;
import software.amazon.awssdk.services.kinesis.model.MergeShardsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StartStreamEncryptionRequest;
import software.amazon.awssdk.services.kinesis.model.StartStreamEncryptionResponse;
import software.amazon.awssdk.services.kinesis.model.StopStreamEncryptionRequest;
import software.amazon.awssdk.services.kinesis.model.StopStreamEncryptionResponse;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;
import software.amazon.awssdk.services.kinesis.model.UpdateMaxRecordSizeRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateMaxRecordSizeResponse;

class EncryptionTest {
    private static final String STREAM_ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";

    @RegisterExtension
    private final Kinesis kinesis = new Kinesis();

    private void start(String keyId) {
        kinesis.call(
                StartStreamEncryptionRequest.builder()
                        .streamName("orders")
                        .encryptionType(EncryptionType.KMS)
                        .keyId(keyId)
                        .build(),
                StartStreamEncryptionResponse.class);
    }

    private void stop() {
        kinesis.call(
                StopStreamEncryptionRequest.builder()
                        .streamARN(STREAM_ARN)
                        .encryptionType(EncryptionType.KMS)
                        .keyId("alias/orders")
                        .build(),
                StopStreamEncryptionResponse.class);
    }

    private void createEncrypted() {
        kinesis.createStream("orders", 1);
        start("alias/orders");
        kinesis.clock.advance(Kinesis.UPDATING);
    }

    private StreamDescriptionSummary summary() {
        return kinesis.call(
                        DescribeStreamSummaryRequest.builder()
                                .streamName("orders")
                                .build(),
                        DescribeStreamSummaryResponse.class)
                .streamDescriptionSummary();
    }

    private GetRecordsResponse read() {
        return kinesis.records(kinesis.iterator("orders", 0, ShardIteratorType.TRIM_HORIZON));
    }

    @Test
    void aStreamIsUpdatingThenEncryptedAlsoAfterARestartAndASnapshot() throws IOException {
        kinesis.createStream("orders", 1);

        start("alias/orders");

        assertThat(summary().streamStatus()).isEqualTo(StreamStatus.UPDATING);
        assertRefused(
                () -> start("alias/other"),
                KinesisError.RESOURCE_IN_USE,
                "Stream orders under account 000000000000 not ACTIVE, instead in state UPDATING");
        kinesis.clock.advance(Kinesis.UPDATING);
        kinesis.reopen();
        assertThat(summary().streamStatus()).isEqualTo(StreamStatus.ACTIVE);
        assertThat(summary().encryptionType()).isEqualTo(EncryptionType.KMS);
        assertThat(summary().keyId()).isEqualTo("alias/orders");
        assertThat(kinesis.call(
                                DescribeStreamRequest.builder()
                                        .streamARN(STREAM_ARN)
                                        .build(),
                                DescribeStreamResponse.class)
                        .streamDescription())
                .satisfies(stream -> assertThat(stream.keyId()).isEqualTo("alias/orders"))
                .satisfies(stream -> assertThat(stream.encryptionType()).isEqualTo(EncryptionType.KMS));
    }

    @Test
    void anotherChangeOfTheStreamLeavesItEncrypted() {
        createEncrypted();

        kinesis.call(
                UpdateMaxRecordSizeRequest.builder()
                        .streamARN(STREAM_ARN)
                        .maxRecordSizeInKiB(2048)
                        .build(),
                UpdateMaxRecordSizeResponse.class);

        assertThat(summary().keyId()).isEqualTo("alias/orders");
        assertThat(summary().maxRecordSizeInKiB()).isEqualTo(2048);
    }

    @Test
    void startingUnderTheSameKeyAndStoppingTwiceChangesNothing() {
        createEncrypted();

        start("alias/orders");
        assertThat(summary().streamStatus()).isEqualTo(StreamStatus.ACTIVE);
        stop();
        assertThat(summary().streamStatus()).isEqualTo(StreamStatus.UPDATING);
        kinesis.clock.advance(Kinesis.UPDATING);
        stop();
        assertThat(summary().streamStatus()).isEqualTo(StreamStatus.ACTIVE);
        assertThat(summary().encryptionType()).isEqualTo(EncryptionType.NONE);
        assertThat(summary().keyId()).isNull();
    }

    @Test
    void encryptionStartsTwentyFiveTimesADay() {
        kinesis.createStream("orders", 1);
        for (int time = 0; time < 25; time++) {
            start("alias/" + time);
            kinesis.clock.advance(Kinesis.UPDATING);
        }

        assertRefused(
                () -> start("alias/more"),
                KinesisError.LIMIT_EXCEEDED,
                "Encryption of stream orders under account 000000000000 was started 25 times in the last 24 hours.");
        kinesis.clock.advance(Duration.ofHours(24));
        start("alias/more");
    }

    @Test
    void sealedAndUnsealedRecordsMixAndEachSaysWhatItIs() {
        kinesis.createStream("orders", 1);
        assertThat(kinesis.put("orders", "before-key", "before").encryptionType())
                .isNull();
        start("alias/orders");
        kinesis.clock.advance(Kinesis.UPDATING);
        assertThat(kinesis.put("orders", "sealed-kéy", "sealed").encryptionType())
                .isEqualTo(EncryptionType.KMS);
        stop();
        kinesis.clock.advance(Kinesis.UPDATING);
        kinesis.put("orders", "after-key", "after");

        assertThat(read().records())
                .extracting(Record::partitionKey, record -> record.data().asUtf8String(), Record::encryptionType)
                .containsExactly(
                        tuple("before-key", "before", null),
                        tuple("sealed-kéy", "sealed", EncryptionType.KMS),
                        tuple("after-key", "after", null));
    }

    @Test
    void theLogHoldsNeitherDataNorPartitionKeyOfASealedRecord() throws IOException {
        kinesis.createStream("orders", 1);
        kinesis.put("orders", "plain-key", "plain-data");
        start("alias/orders");
        kinesis.clock.advance(Kinesis.UPDATING);
        kinesis.put("orders", "secret-key", "secret-data");

        assertThat(kinesis.stored()).contains("plain-key", "plain-data").doesNotContain("secret-key", "secret-data");
    }

    @Test
    void putRecordsSaysThatItsRecordsAreSealed() {
        createEncrypted();

        PutRecordsResponse response = kinesis.call(
                PutRecordsRequest.builder()
                        .streamName("orders")
                        .records(
                                PutRecordsRequestEntry.builder()
                                        .partitionKey("a")
                                        .data(SdkBytes.fromUtf8String("one"))
                                        .build(),
                                PutRecordsRequestEntry.builder()
                                        .partitionKey("b")
                                        .explicitHashKey("17")
                                        .data(SdkBytes.fromUtf8String("two"))
                                        .build())
                        .build(),
                PutRecordsResponse.class);

        assertThat(response.encryptionType()).isEqualTo(EncryptionType.KMS);
        assertThat(Kinesis.data(read().records())).containsExactly("one", "two");
    }

    @Test
    void aDataKeyLivesForFiveMinutesAndThenIsFetchedAgain() {
        createEncrypted();
        kinesis.put("orders", "a", "one");
        kinesis.put("orders", "a", "two");
        assertThat(kinesis.keys.generated()).isEqualTo(1);

        kinesis.pass(Kinesis.DATA_KEY_LIFE);
        kinesis.put("orders", "a", "three");

        assertThat(kinesis.keys.generated()).isEqualTo(2);
        assertThat(Kinesis.data(read().records())).containsExactly("one", "two", "three");
        assertThat(kinesis.keys.unsealed()).isEqualTo(1);
        kinesis.pass(Kinesis.DATA_KEY_LIFE);
        assertThat(Kinesis.data(read().records())).containsExactly("one", "two");
        assertThat(kinesis.keys.unsealed()).isEqualTo(2);
    }

    @Test
    void aReadThatIsShortOfADataKeyGoesOnWhereItEnded() throws IOException {
        createEncrypted();
        for (int key = 0; key < 3; key++) {
            kinesis.put("orders", "a", "data " + key);
            kinesis.pass(Kinesis.DATA_KEY_LIFE);
        }
        kinesis.reopen();

        GetRecordsResponse response = read();
        for (int key = 0; key < 3; key++) {
            assertThat(Kinesis.data(response.records())).containsExactly("data " + key);
            response = kinesis.records(response.nextShardIterator());
        }

        assertThat(response.records()).isEmpty();
        assertThat(Kinesis.data(read().records())).containsExactly("data 0", "data 1", "data 2");
    }

    @ParameterizedTest
    @CsvSource({
        "ACCESS_DENIED, KMS_ACCESS_DENIED",
        "DISABLED, KMS_DISABLED",
        "INVALID_STATE, KMS_INVALID_STATE",
        "NOT_FOUND, KMS_NOT_FOUND",
        "NOT_SUBSCRIBED, KMS_OPT_IN_REQUIRED",
        "THROTTLED, KMS_THROTTLING",
        "UNAVAILABLE, INTERNAL_FAILURE"
    })
    void whatTheKeyServiceRefusesItsCallersAreTold(Reason reason, KinesisError error) {
        createEncrypted();
        kinesis.put("orders", "a", "one");
        kinesis.pass(Kinesis.DATA_KEY_LIFE);
        kinesis.keys.refuse(reason);
        String message = "the key says " + reason;

        assertRefused(() -> kinesis.put("orders", "a", "lost"), error, message);
        assertRefused(this::read, error, message);
        assertRefused(() -> start("alias/other"), error, message);

        kinesis.keys.refuse(null);
        kinesis.put("orders", "a", "two");
        assertThat(Kinesis.data(read().records())).containsExactly("one", "two");
    }

    @Test
    void aStreamWithoutEncryptionNeedsNoKeyService() {
        kinesis.createStream("orders", 1);
        kinesis.keys.refuse(Reason.UNAVAILABLE);

        kinesis.put("orders", "a", "one");

        assertThat(Kinesis.data(read().records())).containsExactly("one");
    }

    @Test
    void theLargestRecordIsTakenAndReadAlthoughItGrows() {
        createEncrypted();
        int max = 10 << 20;
        kinesis.call(
                UpdateMaxRecordSizeRequest.builder()
                        .streamARN(STREAM_ARN)
                        .maxRecordSizeInKiB(max >> 10)
                        .build(),
                UpdateMaxRecordSizeResponse.class);
        kinesis.clock.advance(Kinesis.UPDATING);
        String data = "x".repeat(max - 1);

        kinesis.put("orders", "k", data);

        assertThat(Kinesis.data(read().records())).containsExactly(data);
    }

    @Test
    void sealedRecordsStayReadableWhenTheirShardsAreMerged() {
        kinesis.createStream("orders", 2);
        start("alias/orders");
        kinesis.clock.advance(Kinesis.UPDATING);
        kinesis.put("orders", "1", "one");
        kinesis.put("orders", "2", "two");
        kinesis.call(
                MergeShardsRequest.builder()
                        .streamName("orders")
                        .shardToMerge("shardId-000000000000")
                        .adjacentShardToMerge("shardId-000000000001")
                        .build(),
                MergeShardsResponse.class);
        kinesis.put("orders", "3", "three");

        assertThat(Kinesis.data(kinesis.records(kinesis.iterator("orders", 2, ShardIteratorType.TRIM_HORIZON))
                        .records()))
                .containsExactly("three");
        assertThat(Stream.of(0, 1)
                        .flatMap(shard ->
                                kinesis
                                        .data(kinesis.iterator("orders", shard, ShardIteratorType.TRIM_HORIZON))
                                        .stream()))
                .containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void encryptionIsKmsOrNothing() {
        kinesis.createStream("orders", 1);

        assertRefused(
                () -> kinesis.call(
                        StartStreamEncryptionRequest.builder()
                                .streamName("orders")
                                .encryptionType(EncryptionType.NONE)
                                .keyId("alias/orders")
                                .build(),
                        StartStreamEncryptionResponse.class),
                KinesisError.INVALID_ARGUMENT,
                "EncryptionType must be KMS.");
        assertRefused(
                () -> kinesis.call(
                        StartStreamEncryptionRequest.builder()
                                .streamName("clicks")
                                .encryptionType(EncryptionType.KMS)
                                .keyId("alias/orders")
                                .build(),
                        StartStreamEncryptionResponse.class),
                KinesisError.RESOURCE_NOT_FOUND,
                "Stream clicks under account 000000000000 not found.");
    }
}
