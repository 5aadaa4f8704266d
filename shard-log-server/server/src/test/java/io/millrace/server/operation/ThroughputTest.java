package io.millrace.server.operation;

import static io.millrace.server.operation.Kinesis.assertRefused;
import static io.millrace.server.operation.KinesisError.PROVISIONED_THROUGHPUT_EXCEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.traffic.ThroughputConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.UpdateMaxRecordSizeRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateMaxRecordSizeResponse;

/** The limits of a shard: 1 MiB and 1,000 records written, 2 MiB and 5 calls read, a second. */
class ThroughputTest {
    private static final int KIB = 1024;
    private static final String RATE_EXCEEDED =
            "Rate exceeded for shard shardId-000000000000 in stream orders under account 000000000000.";

    /** Hash keys that begin the first and the second of two shards. */
    private static final String FIRST = "0";

    private static final String SECOND = "170141183460469231731687303715884105728";

    @RegisterExtension
    private final Kinesis kinesis = new Kinesis(ThroughputConfig.DEFAULT);

    @BeforeEach
    void create() {
        kinesis.createStream("orders", 2);
    }

    @Test
    void aShardTakesAMebibyteASecond() {
        PutRecordsResponse first = put(FIRST, 30, 64 * KIB - 1);

        assertThat(first.failedRecordCount()).isEqualTo(14);
        assertThat(first.records().subList(0, 16))
                .allSatisfy(result -> assertThat(result.errorCode()).isNull());
        assertThat(first.records().subList(16, 30))
                .allSatisfy(result -> assertThat(result)
                        .returns("ProvisionedThroughputExceededException", PutRecordsResultEntry::errorCode)
                        .returns(RATE_EXCEEDED, PutRecordsResultEntry::errorMessage));
        kinesis.pass(Duration.ofMillis(500));
        assertThat(put(FIRST, 30, 64 * KIB - 1).failedRecordCount()).isEqualTo(22);
        assertThat(kinesis.data(kinesis.iterator("orders", 0, ShardIteratorType.TRIM_HORIZON)))
                .hasSize(24);
    }

    @Test
    void aShardTakesAThousandRecordsASecond() {
        for (int call = 0; call < 2; call++) {
            assertThat(put(FIRST, 500, 1).failedRecordCount()).isZero();
        }

        PutRecordsResponse over = put(FIRST, 10, 1);

        assertThat(over.failedRecordCount()).isEqualTo(10);
        assertThat(over.records().getFirst().errorMessage()).isEqualTo(RATE_EXCEEDED);
        kinesis.pass(Duration.ofMillis(5));
        assertThat(put(FIRST, 10, 1).failedRecordCount()).isEqualTo(5);
    }

    @Test
    void oneShardsLimitDoesNotHoldUpAnother() {
        put(FIRST, 16, 64 * KIB - 1);
        List<PutRecordsRequestEntry> records = new ArrayList<>();
        records.addAll(entries(SECOND, 2, KIB));
        records.addAll(entries(FIRST, 2, 64 * KIB));
        records.addAll(entries(SECOND, 2, KIB));

        PutRecordsResponse response = put(records);

        assertThat(response.failedRecordCount()).isEqualTo(2);
        assertThat(response.records())
                .extracting(result -> result.errorCode() == null)
                .containsExactly(true, true, false, false, true, true);
        assertThat(kinesis.data(kinesis.iterator("orders", 1, ShardIteratorType.TRIM_HORIZON)))
                .hasSize(4);
    }

    @Test
    void putRecordIsRefusedAsAWhole() {
        put(FIRST, 500, 1);
        put(FIRST, 500, 1);

        assertRefused(
                () -> kinesis.call(
                        PutRecordRequest.builder()
                                .streamName("orders")
                                .partitionKey("k")
                                .explicitHashKey(FIRST)
                                .data(SdkBytes.fromUtf8String("one too many"))
                                .build(),
                        PutRecordResponse.class),
                PROVISIONED_THROUGHPUT_EXCEEDED,
                RATE_EXCEEDED);
    }

    @Test
    void aRecordLargerThanASecondsWorthIsTakenAndPaidForAfterwards() {
        kinesis.call(
                UpdateMaxRecordSizeRequest.builder()
                        .streamARN("arn:aws:kinesis:us-east-1:000000000000:stream/orders")
                        .maxRecordSizeInKiB(10_240)
                        .build(),
                UpdateMaxRecordSizeResponse.class);

        assertThat(put(FIRST, 1, 4 * KIB * KIB).failedRecordCount()).isZero();

        kinesis.pass(Duration.ofSeconds(3));
        assertThat(put(FIRST, 1, KIB).failedRecordCount()).isOne();
        kinesis.pass(Duration.ofMillis(100));
        assertThat(put(FIRST, 1, KIB).failedRecordCount()).isZero();
    }

    @Test
    void aShardIsReadFiveTimesASecond() {
        String iterator = kinesis.iterator("orders", 0, ShardIteratorType.TRIM_HORIZON);
        for (int call = 0; call < 5; call++) {
            kinesis.records(iterator);
        }

        assertRefused(() -> kinesis.records(iterator), PROVISIONED_THROUGHPUT_EXCEEDED, RATE_EXCEEDED);
        kinesis.records(kinesis.iterator("orders", 1, ShardIteratorType.TRIM_HORIZON));
        kinesis.pass(Duration.ofMillis(200));
        kinesis.records(iterator);
    }

    @Test
    void anAnswerOfTenMebibytesIsPaidForInFiveSeconds() {
        for (int second = 0; second < 11; second++) {
            assertThat(put(FIRST, 16, 64 * KIB - 1).failedRecordCount()).isZero();
            kinesis.pass(Duration.ofSeconds(1));
        }
        String iterator = kinesis.iterator("orders", 0, ShardIteratorType.TRIM_HORIZON);

        GetRecordsResponse most = kinesis.records(iterator);

        assertThat(most.records()).hasSizeBetween(159, 160);
        kinesis.pass(Duration.ofMillis(4_900));
        assertRefused(() -> kinesis.records(most.nextShardIterator()), PROVISIONED_THROUGHPUT_EXCEEDED, RATE_EXCEEDED);
        kinesis.pass(Duration.ofMillis(110));
        assertThat(kinesis.records(most.nextShardIterator()).records()).isNotEmpty();
    }

    private PutRecordsResponse put(String hashKey, int records, int bytes) {
        return put(entries(hashKey, records, bytes));
    }

    private PutRecordsResponse put(List<PutRecordsRequestEntry> records) {
        return kinesis.call(
                PutRecordsRequest.builder()
                        .streamName("orders")
                        .records(records)
                        .build(),
                PutRecordsResponse.class);
    }

    private static List<PutRecordsRequestEntry> entries(String hashKey, int records, int bytes) {
        PutRecordsRequestEntry entry = PutRecordsRequestEntry.builder()
                .partitionKey("k")
                .explicitHashKey(hashKey)
                .data(SdkBytes.fromByteArrayUnsafe(new byte[bytes]))
                .build();
        return Collections.nCopies(records, entry);
    }
}
