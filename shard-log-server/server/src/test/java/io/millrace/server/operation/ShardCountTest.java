package io.millrace.server.operation;

import static io.millrace.server.operation.Kinesis.assertRefused;
import static io.millrace.server.operation.KinesisError.LIMIT_EXCEEDED;
import static io.millrace.server.operation.KinesisError.RESOURCE_IN_USE;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.HashKeyRange;
import io.millrace.model.StreamName;
import io.millrace.server.stream.Shard;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;
import software.amazon.awssdk.services.kinesis.model.UpdateShardCountRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateShardCountResponse;

/** The number of a stream's shards, as its owner wants it. */
class ShardCountTest {
    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";
    private static final Duration DAY = Duration.ofHours(24);

    @RegisterExtension
    private final Kinesis kinesis = new Kinesis();

    private final NumberedRecords records = new NumberedRecords(kinesis, "orders");

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 4", "4, 2", "3, 2", "3, 4", "5, 3", "5, 7", "7, 7"})
    void theShardsAreEvenAfterwardsAndEveryRecordIsReadOnceInOrder(int before, int after) throws IOException {
        kinesis.createStream("orders", before);
        records.put(20);

        UpdateShardCountResponse response = updateShardCount(after);

        assertThat(response)
                .returns("orders", UpdateShardCountResponse::streamName)
                .returns(ARN, UpdateShardCountResponse::streamARN)
                .returns(before, UpdateShardCountResponse::currentShardCount)
                .returns(after, UpdateShardCountResponse::targetShardCount);
        records.put(20);
        kinesis.scaler.scale();
        records.put(20);
        assertThat(openShards()).extracting(Shard::range).isEqualTo(HashKeyRange.even(after));
        assertThat(kinesis.summary("orders").streamStatus()).isEqualTo(StreamStatus.UPDATING);
        kinesis.clock.advance(Kinesis.UPDATING);
        assertThat(kinesis.summary("orders"))
                .returns(StreamStatus.ACTIVE, StreamDescriptionSummary::streamStatus)
                .returns(after, StreamDescriptionSummary::openShardCount);
        assertThat(records.inOrderOfLineage()).containsExactlyInAnyOrderElementsOf(records.put());
    }

    @Test
    void aStreamIsUpdatingUntilItHasItsShardsEvenOverARestart() throws IOException {
        kinesis.createStream("orders", 2);
        updateShardCount(3);
        kinesis.clock.advance(DAY);
        assertThat(kinesis.summary("orders").streamStatus()).isEqualTo(StreamStatus.UPDATING);
        assertRefused(
                () -> updateShardCount(4),
                RESOURCE_IN_USE,
                "Stream orders under account 000000000000 not ACTIVE, instead in state UPDATING");

        kinesis.reopen();

        assertThat(kinesis.summary("orders").streamStatus()).isEqualTo(StreamStatus.UPDATING);
        kinesis.scaler.scale();
        kinesis.clock.advance(Kinesis.UPDATING);
        assertThat(kinesis.summary("orders"))
                .returns(StreamStatus.ACTIVE, StreamDescriptionSummary::streamStatus)
                .returns(3, StreamDescriptionSummary::openShardCount);
    }

    @ParameterizedTest
    @CsvSource({
        "5, cannot scale up over double your current open shard count",
        "200, cannot scale up over double your current open shard count"
    })
    void aStreamIsAtMostDoubledAtOnce(int target, String why) {
        kinesis.createStream("orders", 2);

        assertRefused(
                () -> updateShardCount(target),
                LIMIT_EXCEEDED,
                "UpdateShardCount %s. Current open shard count: 2, Target shard count: %d".formatted(why, target));
    }

    @Test
    void aStreamIsAtMostHalvedAtOnce() {
        kinesis.createStream("orders", 5);

        assertRefused(
                () -> updateShardCount(2),
                LIMIT_EXCEEDED,
                "UpdateShardCount cannot scale down below half your current open shard count. "
                        + "Current open shard count: 5, Target shard count: 2");
    }

    @Test
    void aStreamIsScaledTenTimesADay() throws IOException {
        kinesis.createStream("orders", 1);
        for (int time = 0; time < 10; time++) {
            updateShardCount(time % 2 == 0 ? 2 : 1);
            kinesis.scaler.scale();
            kinesis.clock.advance(Kinesis.UPDATING);
        }

        assertRefused(
                () -> updateShardCount(2),
                LIMIT_EXCEEDED,
                "UpdateShardCount cannot be called more than 10 times within 24 hours. "
                        + "Current open shard count: 1, Target shard count: 2");
        kinesis.clock.advance(DAY);
        updateShardCount(2);
    }

    @Test
    void theAccountsShardsAreTheLimit() {
        kinesis.createStream("orders", 300);

        assertRefused(
                () -> updateShardCount(501),
                LIMIT_EXCEEDED,
                "Target shard count or number of open shards cannot be greater than 500. "
                        + "Current open shard count: 300, Target shard count: 501");
    }

    private List<Shard> openShards() {
        return kinesis.streams.find(new StreamName("orders")).orElseThrow().openShards();
    }

    private UpdateShardCountResponse updateShardCount(int target) {
        return kinesis.call(
                UpdateShardCountRequest.builder()
                        .streamName("orders")
                        .targetShardCount(target)
                        .scalingType("UNIFORM_SCALING")
                        .build(),
                UpdateShardCountResponse.class);
    }
}
