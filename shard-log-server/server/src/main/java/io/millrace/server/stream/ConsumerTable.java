package io.millrace.server.stream;

import io.millrace.server.stream.StreamEvent.ConsumerEvent;
import io.millrace.server.stream.StreamEvent.ConsumerLeaving;
import io.millrace.server.stream.StreamEvent.ConsumerRegistered;
import io.millrace.server.stream.StreamEvent.ConsumerTagged;
import io.millrace.server.stream.StreamEvent.ConsumersForgotten;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;

/** The part of {@link StreamTable} about consumers. Events are applied by one thread; any thread may look. */
final class ConsumerTable {
    private final Map<String, ConcurrentSkipListMap<String, Consumer>> byStream = new ConcurrentHashMap<>();

    Optional<Consumer> find(String streamId, String name) {
        return Optional.ofNullable(consumers(streamId).get(name));
    }

    /** In order of their names, those that are gone and not yet forgotten among them. */
    Collection<Consumer> of(String streamId) {
        return consumers(streamId).values();
    }

    /** The ids of the streams that have any. */
    Set<String> streams() {
        return byStream.keySet();
    }

    /** Events that lead from nothing to the consumers of a stream. */
    List<? extends StreamEvent> state(String streamId) {
        return of(streamId).stream().map(ConsumerRegistered::new).toList();
    }

    void apply(ConsumerEvent event) {
        switch (event) {
            case ConsumerRegistered registered ->
                byStream.computeIfAbsent(registered.streamId(), id -> new ConcurrentSkipListMap<>())
                        .put(registered.consumer().name(), registered.consumer());
            case ConsumerLeaving leaving ->
                change(leaving.streamId(), leaving.name(), consumer -> consumer.leaving(leaving.gone()));
            case ConsumerTagged tagged ->
                change(tagged.streamId(), tagged.name(), consumer -> consumer.tagged(tagged.tags()));
            case ConsumersForgotten forgotten ->
                consumers(forgotten.streamId()).keySet().removeAll(forgotten.names());
        }
    }

    /** The stream is leaving, and its consumers with it. */
    void leave(String streamId, Instant gone) {
        consumers(streamId).replaceAll((name, consumer) -> consumer.leaving(gone));
    }

    /** The stream is forgotten. */
    void forget(String streamId) {
        byStream.remove(streamId);
    }

    private void change(String streamId, String name, UnaryOperator<Consumer> how) {
        consumers(streamId).computeIfPresent(name, (same, consumer) -> how.apply(consumer));
    }

    private ConcurrentSkipListMap<String, Consumer> consumers(String streamId) {
        ConcurrentSkipListMap<String, Consumer> consumers = byStream.get(streamId);
        return consumers == null ? new ConcurrentSkipListMap<>() : consumers;
    }
}
