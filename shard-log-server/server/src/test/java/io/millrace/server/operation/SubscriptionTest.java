package io.millrace.server.operation;

import static io.millrace.server.operation.Kinesis.assertRefused;
import static io.millrace.server.operation.KinesisError.INVALID_ARGUMENT;
import static io.millrace.server.operation.KinesisError.RESOURCE_IN_USE;
import static io.millrace.server.operation.KinesisError.RESOURCE_NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.frontdoor.EventSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.DeleteStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DeleteStreamResponse;
import software.amazon.awssdk.services.kinesis.model.DeregisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.DeregisterStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.SplitShardRequest;
import software.amazon.awssdk.services.kinesis.model.SplitShardResponse;
import software.amazon.awssdk.services.kinesis.model.StartingPosition;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;

/** What a consumer is sent that subscribes to a shard, by a clock that stands. */
class SubscriptionTest {
    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";
    private static final String SHARD = "shardId-000000000000";
    private static final String IN_USE =
            "Another active subscription exists for this consumer: 000000000000:orders:shardId-000000000000:billing";

    @RegisterExtension
    private final Kinesis kinesis = new Kinesis();

    private final List<Subscriber> subscribers = new ArrayList<>();
    private String consumer = "";

    @BeforeEach
    void createStream() {
        kinesis.createStream("orders", 1);
        consumer = register("billing");
        kinesis.clock.advance(Kinesis.CREATING);
    }

    @AfterEach
    void hangUp() {
        subscribers.forEach(Subscriber::close);
        assertThat(kinesis.subscriptions.count()).isZero();
        assertThat(kinesis.meters.get("get_answers_left_bytes").gauge().value()).isEqualTo(256 << 20);
    }

    @Test
    void recordsThatAreThereAndThoseThatComeAreSentOnceAndInOrder() {
        PutRecordResponse first = kinesis.put("orders", "a", "one");
        kinesis.put("orders", "b", "two");

        Subscriber subscriber = subscribe(ShardIteratorType.TRIM_HORIZON);

        assertThat(subscriber.data(2)).containsExactly("one", "two");
        assertThat(subscriber.records().getFirst())
                .returns(first.sequenceNumber(), record -> record.sequenceNumber())
                .returns("a", record -> record.partitionKey())
                .returns(kinesis.clock.instant(), record -> record.approximateArrivalTimestamp());
        PutRecordResponse third = kinesis.put("orders", "a", "three");
        assertThat(subscriber.data(3)).containsExactly("one", "two", "three");
        assertThat(subscriber.last())
                .returns(third.sequenceNumber(), SubscribeToShardEvent::continuationSequenceNumber)
                .returns(0L, SubscribeToShardEvent::millisBehindLatest)
                .returns(false, SubscribeToShardEvent::hasChildShards);
    }

    @Test
    void everyStartingPositionIsTaken() {
        PutRecordResponse first = kinesis.put("orders", "a", "one");
        kinesis.clock.advance(Duration.ofSeconds(1));
        Instant between = kinesis.clock.instant();
        kinesis.put("orders", "a", "two");

        assertThat(subscribe("at", position(ShardIteratorType.AT_SEQUENCE_NUMBER, first.sequenceNumber()))
                        .data(2))
                .containsExactly("one", "two");
        assertThat(subscribe("after", position(ShardIteratorType.AFTER_SEQUENCE_NUMBER, first.sequenceNumber()))
                        .data(1))
                .containsExactly("two");
        assertThat(subscribe(
                                "time",
                                StartingPosition.builder()
                                        .type(ShardIteratorType.AT_TIMESTAMP)
                                        .timestamp(between)
                                        .build())
                        .data(1))
                .containsExactly("two");
        Subscriber latest = subscribe(ShardIteratorType.LATEST);
        latest.until(events -> !events.isEmpty());
        kinesis.put("orders", "a", "three");
        assertThat(latest.data(1)).containsExactly("three");
    }

    @Test
    void whatCannotBeSubscribedToIsRefusedBeforeAnythingIsSent() {
        String young = register("young");

        assertRefused(
                () -> kinesis.subscribe(request(young, latest())),
                RESOURCE_IN_USE,
                "Consumer young with creation timestamp %d under stream: orders, account 000000000000 is not in ACTIVE status."
                        .formatted(kinesis.clock.instant().getEpochSecond()));
        assertRefused(
                () -> kinesis.subscribe(request(ARN + "/consumer/nobody:1", latest())),
                RESOURCE_NOT_FOUND,
                "Consumer nobody under stream orders under account 000000000000 not found.");
        assertRefused(
                () -> kinesis.subscribe(request(consumer, latest()).toBuilder()
                        .shardId("shardId-000000000007")
                        .build()),
                RESOURCE_NOT_FOUND,
                "Shard shardId-000000000007 in stream orders under account 000000000000 does not exist");
        assertRefused(
                () -> kinesis.subscribe(request(consumer, position(ShardIteratorType.AFTER_SEQUENCE_NUMBER, "0"))),
                INVALID_ARGUMENT,
                "StartingSequenceNumber 21267647932558653966460912964485513216 used in SubscribeToShard on shard "
                        + "shardId-000000000000 in stream orders under account 000000000000 is invalid because it did "
                        + "not come from this stream.");
        assertRefused(
                () -> kinesis.subscribe(request(
                        consumer,
                        StartingPosition.builder()
                                .type(ShardIteratorType.AT_TIMESTAMP)
                                .build())),
                INVALID_ARGUMENT,
                "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. "
                        + "Current request has no timestamp parameter.");
    }

    @Test
    void aSubscriptionWithoutRecordsSaysWhereItIsEveryFiveSeconds() {
        kinesis.put("orders", "a", "one");
        Subscriber subscriber = subscribe(ShardIteratorType.LATEST);
        subscriber.until(events -> events.size() == 1);

        kinesis.clock.advance(Duration.ofSeconds(5));
        subscriber.until(events -> events.size() == 2);
        kinesis.clock.advance(Duration.ofSeconds(5));
        subscriber.until(events -> events.size() == 3);

        for (SubscribeToShardEvent event : subscriber.events) {
            assertThat(event.records()).isEmpty();
            assertThat(event.hasRecords()).isTrue();
            assertThat(event.millisBehindLatest()).isZero();
        }
        kinesis.put("orders", "a", "two");
        assertThat(subscribe("other", position(ShardIteratorType.AFTER_SEQUENCE_NUMBER, continuation(subscriber)))
                        .data(1))
                .containsExactly("two");
    }

    @Test
    void aSubscriptionToAnEmptyShardIsContinuedAfterItsBeginning() {
        Subscriber subscriber = subscribe(ShardIteratorType.TRIM_HORIZON);
        subscriber.until(events -> events.size() == 1);
        String continuation = continuation(subscriber);
        subscriber.close();
        kinesis.put("orders", "a", "one");

        assertThat(subscribe(position(ShardIteratorType.AFTER_SEQUENCE_NUMBER, continuation))
                        .data(1))
                .containsExactly("one");
    }

    @Test
    void aSecondSubscriptionIsRefusedForFiveSecondsAndThenTakesOver() {
        Subscriber first = subscribe(ShardIteratorType.LATEST);

        kinesis.clock.advance(Duration.ofMillis(4_999));
        assertRefused(() -> kinesis.subscribe(request(consumer, latest())), RESOURCE_IN_USE, IN_USE);
        assertThat(first.isFinished()).isFalse();
        kinesis.clock.advance(Duration.ofMillis(1));
        Subscriber second = subscribe(ShardIteratorType.LATEST);

        first.assertFails(RESOURCE_IN_USE, IN_USE);
        kinesis.put("orders", "a", "one");
        assertThat(second.data(1)).containsExactly("one");
        assertThat(first.records()).isEmpty();
        assertThat(kinesis.subscriptions.count()).isOne();
    }

    @Test
    void anotherConsumerIsInNobodysWayAndNorIsOneThatHasHungUp() {
        subscribe(ShardIteratorType.LATEST);
        subscribe("audit", latest());

        subscribers.forEach(Subscriber::close);

        subscribe(ShardIteratorType.LATEST);
        assertThat(kinesis.subscriptions.count()).isOne();
    }

    @Test
    void aSubscriptionEndsAfterFiveMinutesAsItShould() {
        Subscriber subscriber = subscribe(ShardIteratorType.LATEST);
        subscriber.until(events -> events.size() == 1);

        kinesis.clock.advance(Duration.ofMinutes(5).minusMillis(1));
        subscriber.until(events -> events.size() == 2);
        assertThat(subscriber.isFinished()).isFalse();
        kinesis.clock.advance(Duration.ofMillis(1));

        subscriber.assertEnds();
        subscribe(ShardIteratorType.LATEST);
    }

    @Test
    void theEndOfAShardIsItsLastEventWithTheShardsThatGoOn() {
        kinesis.put("orders", "a", "one");
        Subscriber subscriber = subscribe(ShardIteratorType.TRIM_HORIZON);
        subscriber.data(1);

        split();

        subscriber.assertEnds();
        assertThat(subscriber.last().continuationSequenceNumber()).isNull();
        assertThat(subscriber.last().records()).isEmpty();
        assertThat(subscriber.last().childShards())
                .extracting(ChildShard::shardId)
                .containsExactly("shardId-000000000001", "shardId-000000000002");
        assertThat(subscriber.last().childShards())
                .allSatisfy(child -> assertThat(child.parentShards()).containsExactly(SHARD));
        Subscriber late = subscribe(ShardIteratorType.TRIM_HORIZON);
        late.assertEnds();
        assertThat(late.data(1)).containsExactly("one");
        assertThat(late.events).hasSize(1);
        assertThat(late.last().childShards()).hasSize(2);
    }

    @Test
    void aConsumerThatIsDeregisteredIsTold() {
        Subscriber subscriber = subscribe(ShardIteratorType.LATEST);

        kinesis.call(
                DeregisterStreamConsumerRequest.builder().consumerARN(consumer).build(),
                DeregisterStreamConsumerResponse.class);

        subscriber.assertFails(
                RESOURCE_NOT_FOUND, "Consumer billing under stream orders under account 000000000000 not found.");
    }

    @Test
    void theConsumersOfAStreamThatIsDeletedAreTold() {
        Subscriber subscriber = subscribe(ShardIteratorType.LATEST);

        kinesis.call(
                DeleteStreamRequest.builder()
                        .streamName("orders")
                        .enforceConsumerDeletion(true)
                        .build(),
                DeleteStreamResponse.class);

        subscriber.assertFails(
                RESOURCE_NOT_FOUND, "Consumer billing under stream orders under account 000000000000 not found.");
    }

    @Test
    void aSlowSubscriberHasOneEventInMemoryAndNoMore() {
        String big = "x".repeat(600_000);
        for (int index = 0; index < 8; index++) {
            kinesis.put("orders", "a", big);
        }
        Subscriber slow = Subscriber.run(
                kinesis.subscribe(request(consumer, position(ShardIteratorType.TRIM_HORIZON, null))), true);
        subscribers.add(slow);

        slow.until(events -> events.size() == 1);
        assertThat(kinesis.meters.get("get_answers_left_bytes").gauge().value()).isEqualTo((256 << 20) - 1_000.0);
        int sent = slow.records().size();
        slow.take();
        slow.until(events -> events.size() == 2);

        assertThat(sent).isBetween(1, 2);
        assertThat(slow.records().size()).isLessThan(8);
        assertThat(kinesis.meters.get("get_answers_left_bytes").gauge().value()).isEqualTo((256 << 20) - 1_000.0);
    }

    @Test
    void oneThatIsEndedByTheServerEndsAsItShould() {
        EventSource source = kinesis.subscribe(request(consumer, latest()));
        Subscriber subscriber = Subscriber.run(source, false);
        subscribers.add(subscriber);
        subscriber.until(events -> events.size() == 1);

        source.end();

        subscriber.assertEnds();
    }

    @Test
    void behindIsHowOldTheLastRecordSentIsWhileThereAreNewerOnes() {
        String big = "x".repeat(700_000);
        kinesis.put("orders", "a", big);
        kinesis.clock.advance(Duration.ofSeconds(2));
        kinesis.put("orders", "a", big);
        kinesis.clock.advance(Duration.ofSeconds(1));

        Subscriber subscriber = subscribe(ShardIteratorType.TRIM_HORIZON);
        subscriber.data(2);

        assertThat(subscriber.events.getFirst().millisBehindLatest()).isIn(0L, 3_000L);
        assertThat(subscriber.last().millisBehindLatest()).isZero();
    }

    private void split() {
        kinesis.call(
                SplitShardRequest.builder()
                        .streamName("orders")
                        .shardToSplit(SHARD)
                        .newStartingHashKey("1" + "0".repeat(38))
                        .build(),
                SplitShardResponse.class);
    }

    private String continuation(Subscriber subscriber) {
        return subscriber.last().continuationSequenceNumber();
    }

    private Subscriber subscribe(ShardIteratorType type) {
        return subscribe(position(type, null));
    }

    private Subscriber subscribe(StartingPosition position) {
        return run(request(consumer, position));
    }

    /** By a consumer of its own. */
    private Subscriber subscribe(String name, StartingPosition position) {
        String arn = register(name);
        kinesis.clock.advance(Kinesis.CREATING);
        return run(request(arn, position));
    }

    private Subscriber run(SubscribeToShardRequest request) {
        Subscriber subscriber = Subscriber.run(kinesis.subscribe(request), false);
        subscribers.add(subscriber);
        return subscriber;
    }

    private static SubscribeToShardRequest request(String consumerArn, StartingPosition position) {
        return SubscribeToShardRequest.builder()
                .consumerARN(consumerArn)
                .shardId(SHARD)
                .startingPosition(position)
                .build();
    }

    private static StartingPosition latest() {
        return position(ShardIteratorType.LATEST, null);
    }

    private static StartingPosition position(ShardIteratorType type, @Nullable String sequenceNumber) {
        return StartingPosition.builder()
                .type(type)
                .sequenceNumber(sequenceNumber)
                .build();
    }

    private String register(String name) {
        return kinesis.call(
                        RegisterStreamConsumerRequest.builder()
                                .streamARN(ARN)
                                .consumerName(name)
                                .build(),
                        RegisterStreamConsumerResponse.class)
                .consumer()
                .consumerARN();
    }
}
