package io.millrace.server.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.traffic.ThroughputConfig;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;

/** A subscription is given two mebibytes a second, which it has for itself, by a clock that stands. */
class SubscriptionPaceTest {
    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";
    private static final int RECORDS = 7;
    private static final String MEGABYTE = "x".repeat(1_000_000);

    @RegisterExtension
    private final Kinesis kinesis = new Kinesis(ThroughputConfig.DEFAULT);

    @BeforeEach
    void fill() {
        kinesis.createStream("orders", 1);
        for (int record = 0; record < RECORDS; record++) {
            kinesis.pass(Duration.ofSeconds(1));
            kinesis.put("orders", "k", MEGABYTE);
        }
    }

    @Test
    void whatItWasGivenTooMuchIsWaitedFor() {
        try (Subscriber billing = subscribe("billing")) {
            billing.data(3);
            // Whoever comes later has a pace of its own, and has had its turn when the other might have had one.
            try (Subscriber audit = subscribe("audit")) {
                audit.data(3);
                assertThat(billing.records()).hasSize(3);

                kinesis.pass(Duration.ofSeconds(1));

                billing.data(5);
                audit.data(5);
                assertThat(billing.records()).hasSize(5);
                kinesis.pass(Duration.ofSeconds(1));
                billing.data(RECORDS);
            }
        }
    }

    private Subscriber subscribe(String name) {
        String arn = kinesis.call(
                        RegisterStreamConsumerRequest.builder()
                                .streamARN(ARN)
                                .consumerName(name)
                                .build(),
                        RegisterStreamConsumerResponse.class)
                .consumer()
                .consumerARN();
        kinesis.clock.advance(Kinesis.CREATING);
        SubscribeToShardRequest request = SubscribeToShardRequest.builder()
                .consumerARN(arn)
                .shardId("shardId-000000000000")
                .startingPosition(position -> position.type(ShardIteratorType.TRIM_HORIZON))
                .build();
        return Subscriber.run(kinesis.subscribe(request), false);
    }
}
