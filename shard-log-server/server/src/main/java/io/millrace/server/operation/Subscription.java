package io.millrace.server.operation;

import static io.millrace.server.direct.GetRecordsBody.RECORDS_MAX;
import static io.millrace.server.operation.KinesisError.RESOURCE_IN_USE;
import static io.millrace.server.operation.KinesisError.RESOURCE_NOT_FOUND;

import io.millrace.frontdoor.EventSink;
import io.millrace.frontdoor.EventSource;
import io.millrace.model.SequenceNumber;
import io.millrace.server.metric.ConsumerMeters;
import io.millrace.server.metric.KinesisMeters;
import io.millrace.server.stream.Consumer;
import io.millrace.server.stream.Shard;
import io.millrace.server.stream.Stream;
import io.millrace.server.stream.Streams;
import io.millrace.server.traffic.Pace;
import io.millrace.server.traffic.Traffic;
import io.millrace.storage.ReadLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;

/**
 * One subscription of a consumer to a shard. It reads the next records when the connection has taken those before, so that
 * it holds the bytes of one event at most, and those under the {@link AnswerBudget}; while it waits it holds none.
 */
final class Subscription implements EventSource {
    private static final String EVENT = "SubscribeToShardEvent";

    /** Of the records in one event, as they are stored; one that is larger goes alone. */
    private static final int BYTES_MAX = 1 << 20;

    /**
     * What an event costs while it is made, by the bytes of its records: they themselves, a text of a third more that is
     * copied as it grows, that text as payload and as message.
     */
    private static final int COST = 7;

    /** How long to wait when there is no room for an event. */
    private static final Duration NO_ROOM_PAUSE = Duration.ofMillis(100);

    /** How much longer than the subscription lasts its caller may take for its last event. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Ground ground;
    private final Consumer consumer;
    private final Stream stream;
    private final Shard shard;
    private final Pace pace;
    private final Instant started;
    private final Instant expires;

    // Of the thread that runs it, which waits while another looks whether it is due.
    private long next;
    private long lastArrivalMillis;
    private Instant heartbeatDue;
    private Instant roomDue;

    private volatile boolean ended;
    private volatile boolean takenOver;
    private volatile boolean over;

    /** What all subscriptions stand on. */
    record Ground(
            Streams streams,
            ConsumerFinder consumers,
            ShardReads reads,
            Traffic traffic,
            AnswerBudget budget,
            KinesisMeters meters,
            Subscriptions subscriptions) {}

    /** @param position the log's sequence from which to read */
    Subscription(Ground ground, ConsumerFinder.Found found, Shard shard, long position) {
        this.ground = ground;
        this.consumer = found.consumer();
        this.stream = found.stream();
        this.shard = shard;
        this.pace = ground.traffic().pace();
        this.started = ground.streams().now();
        this.expires = started.plus(ground.subscriptions().config().life());
        this.next = position;
        this.lastArrivalMillis = started.toEpochMilli();
        this.heartbeatDue = started;
        this.roomDue = started;
    }

    Subscriptions.Key key() {
        return Subscriptions.Key.of(consumer, shard.log());
    }

    Instant started() {
        return started;
    }

    ConsumerMeters meters() {
        return ground.meters().of(stream).consumer(consumer.name());
    }

    /** Whether one that begins at the time takes its place. */
    boolean mayBeTakenOver(Instant time) {
        return !time.isBefore(started.plus(ground.subscriptions().config().takeoverAfter()));
    }

    /** Whether it has ended, or is about to without anybody's harm. */
    boolean isOver() {
        return over || ended;
    }

    /** What the caller hears who is too early, or whose place was taken. */
    String inUse() {
        return "Another active subscription exists for this consumer: %s:%s:%s:%s"
                .formatted(ground.consumers().account().id(), stream.name(), shard.id(), consumer.name());
    }

    /** Another one is in its place. */
    void takeOver() {
        takenOver = true;
    }

    @Override
    public void end() {
        ended = true;
    }

    @Override
    public void run(EventSink sink) {
        try {
            while (!sink.isClosed() && !Thread.currentThread().isInterrupted() && goOn(sink)) {
                ground.subscriptions().await(now -> sink.isClosed() || isDue(now));
            }
        } finally {
            over = true;
            ground.subscriptions().leave(this);
        }
    }

    /** Does what is due; returns whether there will be more to do. */
    private boolean goOn(EventSink sink) {
        if (takenOver) {
            throw RESOURCE_IN_USE.because(inUse());
        }
        checkConsumer();
        Instant now = ground.streams().now();
        if (ended || !now.isBefore(expires)) {
            return false;
        }
        Duration patience = Duration.between(now, expires).plus(GRACE);
        if (hasRecordsOrEnd(current())) {
            Optional<AnswerBudget.Share> share =
                    pace.mayGoOn() ? ground.budget().take((long) COST * BYTES_MAX) : Optional.empty();
            if (share.isPresent()) {
                return send(sink, share.get(), patience);
            }
            roomDue = now.plus(NO_ROOM_PAUSE);
        }
        if (!now.isBefore(heartbeatDue)) {
            setHeartbeat(now);
            long behindMillis = ground.reads().hasMore(shard, next) ? now.toEpochMilli() - lastArrivalMillis : 0;
            byte[] message = sink.encode(
                    EVENT, event(List.of(), Math.max(0, behindMillis)).build());
            return sink.send(message, patience);
        }
        return true;
    }

    private void checkConsumer() {
        Optional<Consumer> current = ground.consumers().consumers().current(consumer);
        if (current.isEmpty() || ground.consumers().consumers().statusOf(current.get()) == ConsumerStatus.DELETING) {
            throw RESOURCE_NOT_FOUND.because("Consumer %s under stream %s under account %s not found."
                    .formatted(
                            consumer.name(),
                            stream.name(),
                            ground.consumers().account().id()));
        }
    }

    /** The shard as it is now. */
    private Shard current() {
        return find().orElseThrow(
                        () -> RESOURCE_NOT_FOUND.because("Shard %s in stream %s under account %s does not exist"
                                .formatted(
                                        shard.id(),
                                        stream.name(),
                                        ground.consumers().account().id())));
    }

    private Optional<Shard> find() {
        return ground.streams().find(stream.id()).flatMap(found -> found.shard(shard.id()));
    }

    private boolean hasRecordsOrEnd(Shard current) {
        return ground.reads().hasMore(current, next) || current.isReadAt(next);
    }

    /** Whether there is anything to do; asked by another thread while its own waits. */
    private boolean isDue(Instant now) {
        if (ended || takenOver || !now.isBefore(expires) || !now.isBefore(heartbeatDue)) {
            return true;
        }
        if (ground.consumers()
                .consumers()
                .current(consumer)
                .filter(current -> current.gone().isEmpty())
                .isEmpty()) {
            return true;
        }
        Optional<Shard> current = find();
        if (current.isEmpty()) {
            return true;
        }
        return hasRecordsOrEnd(current.get()) && !now.isBefore(roomDue) && pace.mayGoOn();
    }

    private boolean send(EventSink sink, AnswerBudget.Share share, Duration patience) {
        try {
            Stream place = ground.streams().find(stream.id()).orElse(stream);
            List<Record> records = new ArrayList<>();
            ReadLimit limit = new ReadLimit(RECORDS_MAX, (int) Math.min(BYTES_MAX, share.bytes() / COST));
            ShardReads.End end = ground.reads()
                    .read(
                            place,
                            shard,
                            next,
                            limit,
                            (number, arrival, payload) -> records.add(WireRecords.of(number, arrival, payload)));
            next = end.next();
            boolean ends = current().isReadAt(next);
            if (records.isEmpty() && !ends) {
                // What was there has had its time since.
                next = Math.max(next, ground.reads().first(shard));
                return true;
            }
            lastArrivalMillis = records.isEmpty() ? lastArrivalMillis : end.lastArrivalMillis();
            pace.charge(end.bytes());
            Instant now = ground.streams().now();
            setHeartbeat(now);
            SubscribeToShardEvent.Builder event = event(records, ground.reads().behindMillis(shard, end, now));
            if (ends) {
                event.continuationSequenceNumber(null).childShards(WireShards.children(children()));
            }
            byte[] message = sink.encode(EVENT, event.build());
            share.settle(message.length);
            boolean sent = sink.send(message, patience);
            if (sent) {
                meters().event(records.size(), end.bytes(), ground.reads().behindMillis(shard, end, now));
            }
            return sent && !ends;
        } finally {
            share.giveBack();
        }
    }

    private List<Shard> children() {
        return ground.streams()
                .find(stream.id())
                .map(found -> found.shardMap().childrenOf(shard.id()))
                .orElse(List.of());
    }

    private SubscribeToShardEvent.Builder event(List<Record> records, long behindMillis) {
        return SubscribeToShardEvent.builder()
                .records(records)
                .continuationSequenceNumber(continuation().toString())
                .millisBehindLatest(behindMillis);
    }

    /** After which to read on: the number of the record before the next one, whether it was sent or not. */
    private SequenceNumber continuation() {
        return next == 0 ? shard.start() : shard.sequenceNumber(next - 1, lastArrivalMillis);
    }

    private void setHeartbeat(Instant now) {
        heartbeatDue = now.plus(ground.subscriptions().config().heartbeat());
    }
}
