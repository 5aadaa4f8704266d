package io.millrace.server.stream;

import io.millrace.model.StreamName;
import io.millrace.server.stream.StreamEvent.CapacityChanged;
import io.millrace.server.stream.StreamEvent.CommitmentChanged;
import io.millrace.server.stream.StreamEvent.ConsumerEvent;
import io.millrace.server.stream.StreamEvent.ConsumerLeaving;
import io.millrace.server.stream.StreamEvent.EncryptionChanged;
import io.millrace.server.stream.StreamEvent.PolicyChanged;
import io.millrace.server.stream.StreamEvent.ShardNumbersTaken;
import io.millrace.server.stream.StreamEvent.ShardsForgotten;
import io.millrace.server.stream.StreamEvent.ShardsReplaced;
import io.millrace.server.stream.StreamEvent.StreamChanged;
import io.millrace.server.stream.StreamEvent.StreamCreated;
import io.millrace.server.stream.StreamEvent.StreamForgotten;
import io.millrace.server.stream.StreamEvent.StreamLeaving;
import io.millrace.server.stream.StreamEvent.TokenKeyMade;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** What all events so far have led to. Events are applied by one thread; any thread may look. */
final class StreamTable {
    private final Map<String, Stream> byId = new ConcurrentHashMap<>();
    private final ConcurrentSkipListMap<StreamName, Stream> byName = new ConcurrentSkipListMap<>();
    private final ConsumerTable consumers = new ConsumerTable();
    private final PolicyTable policies = new PolicyTable();
    private volatile byte[] tokenKey = {};
    private volatile long nextShardNumber;
    private volatile Commitment commitment = Commitment.NONE;

    /** The youngest of that name. */
    Optional<Stream> find(StreamName name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Finds by {@link Stream#id}. */
    Optional<Stream> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    Collection<Stream> all() {
        return byId.values();
    }

    /** The youngest of each name, in order of names. */
    Collection<Stream> after(Optional<StreamName> name) {
        return name.<Map<StreamName, Stream>>map(first -> byName.tailMap(first, false))
                .orElse(byName)
                .values();
    }

    ConsumerTable consumers() {
        return consumers;
    }

    PolicyTable policies() {
        return policies;
    }

    /** Empty until there is one. */
    byte[] tokenKey() {
        return tokenKey;
    }

    /** The first shard number that was never taken. */
    long nextShardNumber() {
        return nextShardNumber;
    }

    Commitment commitment() {
        return commitment;
    }

    /** The numbers that were taken by shards which are not known any more. */
    LongStream forgottenShards() {
        Set<Long> known = byId.values().stream()
                .flatMap(stream -> stream.shards().stream())
                .map(Shard::log)
                .collect(Collectors.toSet());
        return LongStream.range(0, nextShardNumber).filter(number -> !known.contains(number));
    }

    /** Events that lead from nothing to what is. */
    List<StreamEvent> state() {
        List<StreamEvent> events = new ArrayList<>();
        events.add(new TokenKeyMade(tokenKey));
        events.add(new ShardNumbersTaken(nextShardNumber));
        events.add(new CommitmentChanged(commitment));
        for (Stream stream : byId.values()) {
            events.add(new StreamCreated(stream));
            if (!stream.properties().shardMetrics().isEmpty()) {
                events.add(StreamChanged.to(stream, stream.life().settled()));
            }
            if (!stream.properties().encryption().equals(Encryption.NONE)) {
                events.add(new EncryptionChanged(
                        stream.id(),
                        stream.life().settled(),
                        stream.properties().encryption()));
            }
            if (!stream.capacity().equals(Capacity.UNCHANGED)) {
                events.add(new CapacityChanged(stream.id(), stream.life().settled(), stream.capacity()));
            }
            events.addAll(consumers.state(stream.id()));
            events.addAll(policies.state(stream.id()));
        }
        return events;
    }

    void apply(StreamEvent event) {
        switch (event) {
            case TokenKeyMade made -> tokenKey = made.key();
            case ShardNumbersTaken taken -> nextShardNumber = Math.max(nextShardNumber, taken.next());
            case StreamCreated created -> {
                put(created.stream());
                takeNumbers(created.stream().shards());
            }
            case StreamLeaving leaving -> {
                change(leaving.id(), stream -> stream.leaving(leaving.gone()));
                consumers.leave(leaving.id(), leaving.gone());
            }
            case ConsumerEvent about -> {
                consumers.apply(about);
                if (about instanceof ConsumerLeaving leaving) {
                    policies.forget(leaving.streamId(), leaving.name());
                }
            }
            case StreamChanged changed ->
                change(
                        changed.id(),
                        stream -> stream.changed(
                                changed.settled(),
                                changed.properties().with(stream.properties().encryption()),
                                changed.tags()));
            case EncryptionChanged changed ->
                change(changed.id(), stream -> stream.with(changed.settled(), changed.encryption()));
            case CapacityChanged changed ->
                change(changed.id(), stream -> stream.with(changed.settled(), changed.capacity()));
            case PolicyChanged changed -> policies.apply(changed);
            case CommitmentChanged changed -> commitment = changed.commitment();
            case ShardsReplaced replaced -> {
                change(
                        replaced.id(),
                        stream -> stream.resharded(
                                replaced.settled(), stream.shardMap().replaced(replaced.closed(), replaced.opened())));
                takeNumbers(replaced.opened());
            }
            case ShardsForgotten forgotten -> change(forgotten.id(), stream -> stream.without(forgotten.shards()));
            case StreamForgotten forgotten -> {
                consumers.forget(forgotten.id());
                policies.forget(forgotten.id());
                Stream stream = byId.remove(forgotten.id());
                if (stream != null) {
                    byName.remove(stream.name(), stream);
                }
            }
        }
    }

    private void change(String id, UnaryOperator<Stream> how) {
        Stream stream = byId.get(id);
        if (stream != null) {
            put(how.apply(stream));
        }
    }

    private void takeNumbers(List<Shard> shards) {
        for (Shard shard : shards) {
            nextShardNumber = Math.max(nextShardNumber, shard.log() + 1);
        }
    }

    /** A name leads to its youngest stream, that with the highest shard number; an older one of that name is gone. */
    private void put(Stream stream) {
        byId.put(stream.id(), stream);
        byName.merge(stream.name(), stream, (old, young) -> youngestShard(old) > youngestShard(young) ? old : young);
    }

    private static long youngestShard(Stream stream) {
        return stream.shards().getLast().log();
    }
}
