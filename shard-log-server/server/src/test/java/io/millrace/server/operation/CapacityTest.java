package io.millrace.server.operation;

import static io.millrace.server.operation.Kinesis.assertRefused;
import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;
import static io.millrace.server.operation.KinesisError.LIMIT_EXCEEDED;
import static io.millrace.server.operation.KinesisError.RESOURCE_IN_USE;
import static io.millrace.server.operation.KinesisError.VALIDATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.HashKeyRange;
import io.millrace.model.StreamName;
import io.millrace.server.stream.Shard;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.kinesis.model.CreateStreamRequest;
import software.amazon.awssdk.services.kinesis.model.CreateStreamResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeAccountSettingsRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeAccountSettingsResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryResponse;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.MinimumThroughputBillingCommitmentInputStatus;
import software.amazon.awssdk.services.kinesis.model.MinimumThroughputBillingCommitmentOutput;
import software.amazon.awssdk.services.kinesis.model.MinimumThroughputBillingCommitmentOutputStatus;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.SplitShardRequest;
import software.amazon.awssdk.services.kinesis.model.SplitShardResponse;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;
import software.amazon.awssdk.services.kinesis.model.UpdateAccountSettingsRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateAccountSettingsResponse;
import software.amazon.awssdk.services.kinesis.model.UpdateShardCountRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateShardCountResponse;
import software.amazon.awssdk.services.kinesis.model.UpdateStreamModeRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateStreamModeResponse;
import software.amazon.awssdk.services.kinesis.model.UpdateStreamWarmThroughputRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateStreamWarmThroughputResponse;
import software.amazon.awssdk.services.kinesis.model.WarmThroughputObject;

/** The number of a stream's shards, as its owner or its traffic wants it. */
class CapacityTest {
    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";
    private static final Duration DAY = Duration.ofHours(24);

    @RegisterExtension
    private final Kinesis kinesis = new Kinesis();

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 4", "4, 2", "3, 2", "3, 4", "5, 3", "5, 7", "7, 7"})
    void theShardsAreEvenAfterwardsAndEveryRecordIsReadOnceInOrder(int before, int after) throws IOException {
        kinesis.createStream("orders", before);
        List<String> put = new ArrayList<>();
        put(put, 20);

        UpdateShardCountResponse response = updateShardCount(after);

        assertThat(response)
                .returns("orders", UpdateShardCountResponse::streamName)
                .returns(ARN, UpdateShardCountResponse::streamARN)
                .returns(before, UpdateShardCountResponse::currentShardCount)
                .returns(after, UpdateShardCountResponse::targetShardCount);
        put(put, 20);
        kinesis.scaler.scale();
        put(put, 20);
        assertThat(openShards()).extracting(Shard::range).isEqualTo(HashKeyRange.even(after));
        assertThat(summary().streamStatus()).isEqualTo(StreamStatus.UPDATING);
        kinesis.clock.advance(Kinesis.UPDATING);
        assertThat(summary())
                .returns(StreamStatus.ACTIVE, StreamDescriptionSummary::streamStatus)
                .returns(after, StreamDescriptionSummary::openShardCount);
        assertThat(everythingInOrderOfLineage()).containsExactlyInAnyOrderElementsOf(put);
    }

    @Test
    void aStreamIsUpdatingUntilItHasItsShardsEvenOverARestart() throws IOException {
        kinesis.createStream("orders", 2);
        updateShardCount(3);
        kinesis.clock.advance(DAY);
        assertThat(summary().streamStatus()).isEqualTo(StreamStatus.UPDATING);
        assertRefused(
                () -> updateShardCount(4),
                RESOURCE_IN_USE,
                "Stream orders under account 000000000000 not ACTIVE, instead in state UPDATING");

        kinesis.reopen();

        assertThat(summary().streamStatus()).isEqualTo(StreamStatus.UPDATING);
        kinesis.scaler.scale();
        kinesis.clock.advance(Kinesis.UPDATING);
        assertThat(summary())
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

    @Test
    void anOnDemandStreamsShardsAreNotItsOwners() {
        createOnDemand();
        String refusal = "Request is invalid. Stream orders under account 000000000000 is in On-Demand mode.";

        assertRefused(() -> updateShardCount(5), VALIDATION, refusal);
        assertRefused(
                () -> kinesis.call(
                        SplitShardRequest.builder()
                                .streamName("orders")
                                .shardToSplit("shardId-000000000000")
                                .newStartingHashKey("100")
                                .build(),
                        SplitShardResponse.class),
                VALIDATION,
                refusal);
    }

    @Test
    void theModeIsChangedTwiceADayAndKeepsTheShards() {
        kinesis.createStream("orders", 3);

        updateMode(StreamMode.ON_DEMAND, null);
        assertThat(summary())
                .returns(
                        StreamMode.ON_DEMAND,
                        stream -> stream.streamModeDetails().streamMode())
                .returns(3, StreamDescriptionSummary::openShardCount)
                .returns(StreamStatus.UPDATING, StreamDescriptionSummary::streamStatus);
        kinesis.clock.advance(Kinesis.UPDATING);
        updateMode(StreamMode.PROVISIONED, null);
        kinesis.clock.advance(Kinesis.UPDATING);

        assertRefused(
                () -> updateMode(StreamMode.ON_DEMAND, null),
                LIMIT_EXCEEDED,
                "The capacity mode of stream orders under account 000000000000 was changed 2 times within 24 hours, "
                        + "and may not be more often.");
        kinesis.clock.advance(DAY);
        updateMode(StreamMode.ON_DEMAND, null);
    }

    @Test
    void warmThroughputIsForAccountsWithACommitment() {
        createOnDemand();

        assertRefused(
                () -> warm(6),
                INVALID_ARGUMENT,
                "WarmThroughputMiBps is only supported for accounts that have MinimumThroughputBillingCommitment "
                        + "enabled.");
        assertThat(summary().warmThroughput()).isNull();
    }

    @Test
    void warmThroughputIsReadyAndReleased() throws IOException {
        createOnDemand();
        commit(MinimumThroughputBillingCommitmentInputStatus.ENABLED);

        UpdateStreamWarmThroughputResponse response = warm(10);

        assertThat(response.warmThroughput())
                .returns(10, WarmThroughputObject::targetMiBps)
                .returns(4, WarmThroughputObject::currentMiBps);
        kinesis.scaler.scale();
        kinesis.clock.advance(Kinesis.UPDATING);
        assertThat(summary())
                .returns(10, StreamDescriptionSummary::openShardCount)
                .returns(10, stream -> stream.warmThroughput().currentMiBps());
        kinesis.reopen();
        assertThat(summary().warmThroughput().targetMiBps()).isEqualTo(10);
        warm(0);
        kinesis.scaler.scale();
        assertThat(summary().openShardCount()).isEqualTo(4);
        kinesis.clock.advance(Kinesis.UPDATING);
        assertRefused(
                () -> warm(10_241),
                LIMIT_EXCEEDED,
                "The warm throughput of a stream is at most 10240 MiBps, not 10241.");
    }

    @Test
    void aStreamIsCreatedWarm() {
        commit(MinimumThroughputBillingCommitmentInputStatus.ENABLED);

        kinesis.call(
                CreateStreamRequest.builder()
                        .streamName("orders")
                        .streamModeDetails(mode -> mode.streamMode(StreamMode.ON_DEMAND))
                        .warmThroughputMiBps(6)
                        .build(),
                CreateStreamResponse.class);

        assertThat(summary())
                .returns(6, StreamDescriptionSummary::openShardCount)
                .returns(6, stream -> stream.warmThroughput().targetMiBps());
    }

    @Test
    void aCommitmentLastsADayAtLeast() throws IOException {
        assertThat(settings().status()).isEqualTo(MinimumThroughputBillingCommitmentOutputStatus.DISABLED);

        commit(MinimumThroughputBillingCommitmentInputStatus.ENABLED);
        assertThat(settings())
                .returns(
                        MinimumThroughputBillingCommitmentOutputStatus.ENABLED,
                        MinimumThroughputBillingCommitmentOutput::status)
                .returns(Kinesis.START, MinimumThroughputBillingCommitmentOutput::startedAt)
                .returns(Kinesis.START.plus(DAY), MinimumThroughputBillingCommitmentOutput::earliestAllowedEndAt);
        kinesis.clock.advance(Duration.ofHours(1));
        assertThat(commit(MinimumThroughputBillingCommitmentInputStatus.DISABLED)
                        .status())
                .isEqualTo(MinimumThroughputBillingCommitmentOutputStatus.ENABLED_UNTIL_EARLIEST_ALLOWED_END);
        kinesis.reopen();
        kinesis.clock.advance(DAY);
        assertThat(settings())
                .returns(
                        MinimumThroughputBillingCommitmentOutputStatus.DISABLED,
                        MinimumThroughputBillingCommitmentOutput::status)
                .returns(Kinesis.START.plus(DAY), MinimumThroughputBillingCommitmentOutput::endedAt);
    }

    @Test
    void anOnDemandStreamFollowsItsTraffic() throws IOException {
        createOnDemand();
        List<String> put = new ArrayList<>();

        // 1,000 records a second and shard for ten seconds: the whole of each shard is asked for.
        put(put, 40_000);
        look();
        assertThat(summary().openShardCount()).isEqualTo(8);
        put(put, 40_000);
        look();
        assertThat(summary().openShardCount())
                .describedAs("half of each is used; 12 are the most it may have")
                .isBetween(8, 12);

        for (int quiet = 0; quiet < 6 && summary().openShardCount() > 4; quiet++) {
            look();
            kinesis.clock.advance(Kinesis.ON_DEMAND.quiet());
        }
        assertThat(summary().openShardCount()).isEqualTo(4);
        assertThat(everythingInOrderOfLineage()).hasSameSizeAs(put);
    }

    @Test
    void onlyTheShardThatIsHotIsSplit() throws IOException {
        createOnDemand();
        for (int record = 0; record < 6_000; record++) {
            kinesis.put("orders", "the same key", "x");
        }

        look();

        assertThat(summary().openShardCount()).isEqualTo(5);
    }

    private void look() throws IOException {
        kinesis.pass(Kinesis.ON_DEMAND.every());
        kinesis.scaler.look();
        kinesis.clock.advance(Kinesis.UPDATING);
    }

    private void createOnDemand() {
        kinesis.call(
                CreateStreamRequest.builder()
                        .streamName("orders")
                        .streamModeDetails(mode -> mode.streamMode(StreamMode.ON_DEMAND))
                        .build(),
                CreateStreamResponse.class);
        kinesis.clock.advance(Kinesis.CREATING);
    }

    private void put(List<String> put, int records) {
        for (int index = 0; index < records; index++) {
            String data = Integer.toString(put.size());
            kinesis.put("orders", "key " + put.size() % 97, data);
            put.add(data);
        }
    }

    private List<Shard> openShards() {
        return kinesis.streams.find(new StreamName("orders")).orElseThrow().openShards();
    }

    /** Every record, a shard after its parents; fails if a key's records are out of order. */
    private List<String> everythingInOrderOfLineage() {
        List<String> all = new ArrayList<>();
        int[] lastOfKey = new int[97];
        Set<String> seen = new HashSet<>();
        for (Shard shard :
                kinesis.streams.find(new StreamName("orders")).orElseThrow().shards()) {
            String iterator = kinesis.iterator("orders", shard.id().index(), ShardIteratorType.TRIM_HORIZON);
            boolean more = true;
            while (more) {
                GetRecordsResponse some = kinesis.records(iterator);
                for (String data : Kinesis.data(some.records())) {
                    int number = Integer.parseInt(data);
                    assertThat(number).isGreaterThanOrEqualTo(lastOfKey[number % 97]);
                    lastOfKey[number % 97] = number;
                    assertThat(seen.add(data)).isTrue();
                    all.add(data);
                }
                more = some.nextShardIterator() != null
                        && some.hasRecords()
                        && !some.records().isEmpty();
                iterator = some.nextShardIterator();
            }
        }
        return all;
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

    private void updateMode(StreamMode mode, @Nullable Integer warm) {
        kinesis.call(
                UpdateStreamModeRequest.builder()
                        .streamARN(ARN)
                        .streamModeDetails(details -> details.streamMode(mode))
                        .warmThroughputMiBps(warm)
                        .build(),
                UpdateStreamModeResponse.class);
    }

    private UpdateStreamWarmThroughputResponse warm(int mibps) {
        return kinesis.call(
                UpdateStreamWarmThroughputRequest.builder()
                        .streamARN(ARN)
                        .warmThroughputMiBps(mibps)
                        .build(),
                UpdateStreamWarmThroughputResponse.class);
    }

    private MinimumThroughputBillingCommitmentOutput commit(MinimumThroughputBillingCommitmentInputStatus status) {
        return kinesis.call(
                        UpdateAccountSettingsRequest.builder()
                                .minimumThroughputBillingCommitment(commitment -> commitment.status(status))
                                .build(),
                        UpdateAccountSettingsResponse.class)
                .minimumThroughputBillingCommitment();
    }

    private MinimumThroughputBillingCommitmentOutput settings() {
        return kinesis.call(DescribeAccountSettingsRequest.builder().build(), DescribeAccountSettingsResponse.class)
                .minimumThroughputBillingCommitment();
    }

    private StreamDescriptionSummary summary() {
        return kinesis.call(
                        DescribeStreamSummaryRequest.builder()
                                .streamName("orders")
                                .build(),
                        DescribeStreamSummaryResponse.class)
                .streamDescriptionSummary();
    }
}
