package io.millrace.server.operation;

import static io.millrace.server.operation.Kinesis.assertRefused;
import static io.millrace.server.operation.KinesisError.LIMIT_EXCEEDED;
import static io.millrace.server.operation.KinesisError.VALIDATION;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.kinesis.model.SplitShardRequest;
import software.amazon.awssdk.services.kinesis.model.SplitShardResponse;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;
import software.amazon.awssdk.services.kinesis.model.UpdateShardCountRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateShardCountResponse;
import software.amazon.awssdk.services.kinesis.model.UpdateStreamModeRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateStreamModeResponse;

/** The shards of a stream that follows its traffic, and the change to that and back. */
class OnDemandTest {
    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";
    private static final Duration DAY = Duration.ofHours(24);

    @RegisterExtension
    private final Kinesis kinesis = new Kinesis();

    private final NumberedRecords records = new NumberedRecords(kinesis, "orders");

    @Test
    void anOnDemandStreamsShardsAreNotItsOwners() {
        kinesis.createOnDemandStream("orders");
        String refusal = "Request is invalid. Stream orders under account 000000000000 is in On-Demand mode.";

        assertRefused(
                () -> kinesis.call(
                        UpdateShardCountRequest.builder()
                                .streamName("orders")
                                .targetShardCount(5)
                                .scalingType("UNIFORM_SCALING")
                                .build(),
                        UpdateShardCountResponse.class),
                VALIDATION,
                refusal);
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

        updateMode(StreamMode.ON_DEMAND);
        assertThat(kinesis.summary("orders"))
                .returns(
                        StreamMode.ON_DEMAND,
                        stream -> stream.streamModeDetails().streamMode())
                .returns(3, StreamDescriptionSummary::openShardCount)
                .returns(StreamStatus.UPDATING, StreamDescriptionSummary::streamStatus);
        kinesis.clock.advance(Kinesis.UPDATING);
        updateMode(StreamMode.PROVISIONED);
        kinesis.clock.advance(Kinesis.UPDATING);

        assertRefused(
                () -> updateMode(StreamMode.ON_DEMAND),
                LIMIT_EXCEEDED,
                "The capacity mode of stream orders under account 000000000000 was changed 2 times within 24 hours, "
                        + "and may not be more often.");
        kinesis.clock.advance(DAY);
        updateMode(StreamMode.ON_DEMAND);
    }

    @Test
    void anOnDemandStreamFollowsItsTraffic() throws IOException {
        kinesis.createOnDemandStream("orders");

        // 1,000 records a second and shard for ten seconds: the whole of each shard is asked for.
        records.put(40_000);
        look();
        assertThat(kinesis.summary("orders").openShardCount()).isEqualTo(8);
        records.put(40_000);
        look();
        assertThat(kinesis.summary("orders").openShardCount())
                .describedAs("half of each is used; 12 are the most it may have")
                .isBetween(8, 12);

        for (int quiet = 0; quiet < 6 && kinesis.summary("orders").openShardCount() > 4; quiet++) {
            look();
            kinesis.clock.advance(Kinesis.ON_DEMAND.quiet());
        }
        assertThat(kinesis.summary("orders").openShardCount()).isEqualTo(4);
        assertThat(records.inOrderOfLineage()).hasSameSizeAs(records.put());
    }

    @Test
    void onlyTheShardThatIsHotIsSplit() throws IOException {
        kinesis.createOnDemandStream("orders");
        for (int record = 0; record < 6_000; record++) {
            kinesis.put("orders", "the same key", "x");
        }

        look();

        assertThat(kinesis.summary("orders").openShardCount()).isEqualTo(5);
    }

    private void look() throws IOException {
        kinesis.pass(Kinesis.ON_DEMAND.every());
        kinesis.scaler.look();
        kinesis.clock.advance(Kinesis.UPDATING);
    }

    private void updateMode(StreamMode mode) {
        kinesis.call(
                UpdateStreamModeRequest.builder()
                        .streamARN(ARN)
                        .streamModeDetails(details -> details.streamMode(mode))
                        .build(),
                UpdateStreamModeResponse.class);
    }
}
