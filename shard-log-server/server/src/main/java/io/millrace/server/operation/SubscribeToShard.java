package io.millrace.server.operation;

import static io.millrace.server.operation.KinesisError.RESOURCE_IN_USE;

import io.millrace.frontdoor.EventSource;
import io.millrace.frontdoor.StreamingOperation;
import io.millrace.server.stream.Consumer;
import io.millrace.server.stream.Shard;
import io.millrace.server.stream.Stream;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.StartingPosition;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponse;

/** Has a consumer be sent the records of a shard as they come. */
final class SubscribeToShard implements StreamingOperation<SubscribeToShardRequest, SubscribeToShardResponse> {
    private final StreamFinder finder;
    private final ConsumerFinder consumers;
    private final StartingPositions positions;
    private final Subscription.Ground ground;

    SubscribeToShard(
            StreamFinder finder, ConsumerFinder consumers, StartingPositions positions, Subscription.Ground ground) {
        this.finder = finder;
        this.consumers = consumers;
        this.positions = positions;
        this.ground = ground;
    }

    @Override
    public Class<SubscribeToShardRequest> inputType() {
        return SubscribeToShardRequest.class;
    }

    @Override
    public EventSource open(SubscribeToShardRequest input) {
        ConsumerFinder.Found found = consumers.find(ConsumerFinder.Reference.of(input.consumerARN(), input.streamId()));
        Consumer consumer = found.consumer();
        Stream stream = found.stream();
        String streamName = stream.name().value();
        String account = finder.account().id();
        if (consumers.consumers().statusOf(consumer) != ConsumerStatus.ACTIVE) {
            throw RESOURCE_IN_USE.because(
                    "Consumer %s with creation timestamp %d under stream: %s, account %s is not in ACTIVE status."
                            .formatted(consumer.name(), consumer.created().getEpochSecond(), streamName, account));
        }
        Shard shard = positions.shard(Optional.of(stream), streamName, input.shardId());
        StartingPosition start = input.startingPosition();
        long position = positions.position(
                streamName,
                shard,
                new StartingPositions.Wish(name(), start.type(), start.sequenceNumber(), start.timestamp()));
        Subscription subscription = new Subscription(ground, found, shard, position);
        if (!ground.subscriptions().enter(subscription)) {
            subscription.meters().refused();
            throw RESOURCE_IN_USE.because(subscription.inUse());
        }
        subscription.meters().subscribed();
        return subscription;
    }
}
