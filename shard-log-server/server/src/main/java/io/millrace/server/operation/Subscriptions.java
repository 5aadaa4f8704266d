package io.millrace.server.operation;

import io.millrace.server.stream.Consumer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The subscriptions to shards that are under way: at most one of a consumer and a shard. Any thread. */
public final class Subscriptions implements AutoCloseable {
    private final SubscriptionConfig config;
    private final Waiters waiters;
    private final Map<Key, Subscription> active = new ConcurrentHashMap<>();

    private Subscriptions(SubscriptionConfig config, Waiters waiters) {
        this.config = config;
        this.waiters = waiters;
    }

    /**
     * Begins with none.
     *
     * @param clock by which they wait
     */
    public static Subscriptions start(SubscriptionConfig config, InstantSource clock) {
        return new Subscriptions(config, Waiters.start(clock));
    }

    /**
     * Whose subscription it is.
     *
     * @param created tells a consumer from those before it
     * @param log the shard's number in the log
     */
    record Key(String streamId, String consumer, Instant created, long log) {
        static Key of(Consumer consumer, long log) {
            return new Key(consumer.streamId(), consumer.name(), consumer.created(), log);
        }
    }

    SubscriptionConfig config() {
        return config;
    }

    /**
     * Has one begin, in the place of another which has lasted long enough.
     *
     * @return whether it may; not if the other has not
     */
    boolean enter(Subscription subscription) {
        Subscription now = active.compute(subscription.key(), (key, other) -> {
            if (other != null && !other.isOver() && !other.mayBeTakenOver(subscription.started())) {
                return other;
            }
            if (other != null) {
                other.takeOver();
            }
            return subscription;
        });
        return now == subscription;
    }

    void leave(Subscription subscription) {
        active.remove(subscription.key(), subscription);
    }

    void await(Predicate<Instant> due) {
        waiters.await(due);
    }

    /** How many are under way. */
    int count() {
        return active.size();
    }

    /** Lets nobody wait any more. */
    @Override
    public void close() {
        active.values().forEach(Subscription::end);
        waiters.close();
    }
}
