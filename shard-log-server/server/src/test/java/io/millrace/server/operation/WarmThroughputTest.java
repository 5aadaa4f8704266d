package io.millrace.server.operation;

import static io.millrace.server.operation.Kinesis.assertRefused;
import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;
import static io.millrace.server.operation.KinesisError.LIMIT_EXCEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.kinesis.model.CreateStreamRequest;
import software.amazon.awssdk.services.kinesis.model.CreateStreamResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeAccountSettingsRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeAccountSettingsResponse;
import software.amazon.awssdk.services.kinesis.model.MinimumThroughputBillingCommitmentInputStatus;
import software.amazon.awssdk.services.kinesis.model.MinimumThroughputBillingCommitmentOutput;
import software.amazon.awssdk.services.kinesis.model.MinimumThroughputBillingCommitmentOutputStatus;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.UpdateAccountSettingsRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateAccountSettingsResponse;
import software.amazon.awssdk.services.kinesis.model.UpdateStreamWarmThroughputRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateStreamWarmThroughputResponse;
import software.amazon.awssdk.services.kinesis.model.WarmThroughputObject;

/** The throughput that is held ready for a stream, and the account's commitment which that takes. */
class WarmThroughputTest {
    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";
    private static final Duration DAY = Duration.ofHours(24);

    @RegisterExtension
    private final Kinesis kinesis = new Kinesis();

    @Test
    void warmThroughputIsForAccountsWithACommitment() {
        kinesis.createOnDemandStream("orders");

        assertRefused(
                () -> warm(6),
                INVALID_ARGUMENT,
                "WarmThroughputMiBps is only supported for accounts that have MinimumThroughputBillingCommitment "
                        + "enabled.");
        assertThat(kinesis.summary("orders").warmThroughput()).isNull();
    }

    @Test
    void warmThroughputIsReadyAndReleased() throws IOException {
        kinesis.createOnDemandStream("orders");
        commit(MinimumThroughputBillingCommitmentInputStatus.ENABLED);

        UpdateStreamWarmThroughputResponse response = warm(10);

        assertThat(response.warmThroughput())
                .returns(10, WarmThroughputObject::targetMiBps)
                .returns(4, WarmThroughputObject::currentMiBps);
        kinesis.scaler.scale();
        kinesis.clock.advance(Kinesis.UPDATING);
        assertThat(kinesis.summary("orders"))
                .returns(10, StreamDescriptionSummary::openShardCount)
                .returns(10, stream -> stream.warmThroughput().currentMiBps());
        kinesis.reopen();
        assertThat(kinesis.summary("orders").warmThroughput().targetMiBps()).isEqualTo(10);
        warm(0);
        kinesis.scaler.scale();
        assertThat(kinesis.summary("orders").openShardCount()).isEqualTo(4);
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
        kinesis.clock.advance(Kinesis.CREATING);

        assertThat(kinesis.summary("orders"))
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
}
