package io.millrace.server;

import static java.util.Objects.requireNonNull;

import io.millrace.server.testing.Waiting;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.StartingPosition;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEventStream;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/** A consumer that subscribes to a shard with AWS's asynchronous client. */
final class FanOutReader implements AutoCloseable, Subscriber<SubscribeToShardEventStream> {
    final List<SubscribeToShardEvent> events = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Subscription> subscription = new CompletableFuture<>();
    private final CompletableFuture<Void> call;
    private final boolean slow;

    private FanOutReader(
            KinesisAsyncClient client, String consumerArn, int shard, StartingPosition start, boolean slow) {
        this.slow = slow;
        this.call = client.subscribeToShard(
                request -> request.consumerARN(consumerArn)
                        .shardId("shardId-%012d".formatted(shard))
                        .startingPosition(start),
                SubscribeToShardResponseHandler.builder()
                        .onEventStream(publisher -> publisher.subscribe(this))
                        .onError(failure -> subscription.completeExceptionally(failure))
                        .build());
    }

    static FanOutReader start(KinesisAsyncClient client, String consumerArn, int shard, StartingPosition start) {
        return new FanOutReader(client, consumerArn, shard, start, false);
    }

    /** One that takes an event when it is told to. */
    static FanOutReader slow(KinesisAsyncClient client, String consumerArn, int shard, StartingPosition start) {
        return new FanOutReader(client, consumerArn, shard, start, true);
    }

    static StartingPosition after(String sequenceNumber) {
        return StartingPosition.builder()
                .type("AFTER_SEQUENCE_NUMBER")
                .sequenceNumber(sequenceNumber)
                .build();
    }

    static StartingPosition at(String type) {
        return StartingPosition.builder().type(type).build();
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription.complete(given);
        given.request(slow ? 1 : Long.MAX_VALUE);
    }

    @Override
    public void onNext(SubscribeToShardEventStream event) {
        if (event instanceof SubscribeToShardEvent shardEvent) {
            events.add(shardEvent);
        }
    }

    @Override
    public void onError(Throwable failure) {
        // The call fails with it.
    }

    @Override
    public void onComplete() {
        // The call completes.
    }

    void take() {
        subscription.join().request(1);
    }

    FanOutReader until(Predicate<FanOutReader> condition) {
        Waiting.until(() -> condition.test(this) || call.isDone());
        if (!condition.test(this)) {
            call.join();
            throw new AssertionError("ended after " + events);
        }
        return this;
    }

    List<Record> records() {
        return events.stream().flatMap(event -> event.records().stream()).toList();
    }

    List<String> data() {
        return records().stream().map(record -> record.data().asUtf8String()).toList();
    }

    String continuation() {
        return requireNonNull(events.getLast().continuationSequenceNumber());
    }

    /** Waits for the end, which must be without a failure. */
    void awaitEnd() {
        Waiting.until(call::isDone);
        call.join();
    }

    /** Waits for the failure that ends it. */
    Throwable awaitFailure() {
        Waiting.until(call::isDone);
        try {
            call.join();
        } catch (CompletionException e) {
            return requireNonNull(e.getCause());
        }
        throw new AssertionError("it ended without a failure");
    }

    boolean isDone() {
        return call.isDone();
    }

    @Override
    public void close() {
        @Nullable Subscription given = subscription.isCompletedExceptionally() ? null : subscription.getNow(null);
        if (given != null) {
            given.cancel();
        }
        call.cancel(false);
    }
}
