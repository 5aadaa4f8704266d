package io.millrace.server.stream;

import static java.util.stream.Collectors.toSet;

import io.millrace.server.stream.StreamEvent.ConsumerLeaving;
import io.millrace.server.stream.StreamEvent.ConsumerRegistered;
import io.millrace.server.stream.StreamEvent.ConsumerTagged;
import io.millrace.server.stream.StreamEvent.ConsumersForgotten;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/**
 * The consumers that are registered with streams. A change is durable before anybody sees it. Look-ups are for any
 * thread; changes take turns with those of streams.
 */
public final class Consumers {
    /** How many of a stream may be CREATING at once; source: the API page of RegisterStreamConsumer. */
    private static final int CREATING_MAX = 5;

    private final Streams streams;
    private final StreamLog log;
    private final StreamsConfig config;
    private final ConsumerTable table;

    Consumers(Streams streams, StreamLog log, StreamsConfig config) {
        this.streams = streams;
        this.log = log;
        this.config = config;
        this.table = log.table().consumers();
    }

    public Optional<Consumer> find(Stream stream, String name) {
        return table.find(stream.id(), name).filter(consumer -> !consumer.isGoneAt(streams.now()));
    }

    /** The same consumer as it is now; empty if it is gone, or its stream is. */
    public Optional<Consumer> current(Consumer consumer) {
        return streams.find(consumer.streamId())
                .flatMap(stream -> find(stream, consumer.name()))
                .filter(consumer::isSameAs);
    }

    /** Of a stream, in order of their names. */
    public List<Consumer> of(Stream stream) {
        Instant now = streams.now();
        return table.of(stream.id()).stream()
                .filter(consumer -> !consumer.isGoneAt(now))
                .toList();
    }

    public ConsumerStatus statusOf(Consumer consumer) {
        return consumer.statusAt(streams.now());
    }

    public Registration register(Registration.Wish wish) throws IOException {
        return streams.change(() -> registerNow(wish));
    }

    private Registration registerNow(Registration.Wish wish) throws IOException {
        Optional<Stream> found = streams.find(wish.streamId());
        if (found.isEmpty()) {
            return new Registration.Gone();
        }
        Stream stream = found.get();
        StreamStatus status = streams.statusOf(stream);
        if (status != StreamStatus.ACTIVE && status != StreamStatus.UPDATING) {
            return new Registration.NotActive(status);
        }
        List<Consumer> consumers = of(stream);
        if (consumers.stream().anyMatch(consumer -> consumer.name().equals(wish.name()))) {
            return new Registration.NameTaken();
        }
        if (consumers.size() >= wish.consumersMax()) {
            return new Registration.TooMany(wish.consumersMax());
        }
        long creating = consumers.stream()
                .filter(consumer -> statusOf(consumer) == ConsumerStatus.CREATING)
                .count();
        if (creating >= CREATING_MAX) {
            return new Registration.TooManyCreating(CREATING_MAX);
        }
        Instant now = Streams.milliseconds(streams.now());
        Consumer consumer = new Consumer(
                stream.id(),
                wish.name(),
                created(wish, now),
                now.plus(config.creating()),
                Optional.empty(),
                wish.tags());
        log.remember(new ConsumerRegistered(consumer));
        return new Registration.Registered(consumer);
    }

    /** Its ARN, which ends in the second, must not be that of the one before it. */
    private Instant created(Registration.Wish wish, Instant now) {
        Optional<Instant> free = table.find(wish.streamId(), wish.name())
                .map(before -> before.created().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1));
        return free.filter(now::isBefore).orElse(now);
    }

    /** Starts the deletion of a consumer, unless it has started. */
    public void deregister(Consumer consumer) throws IOException {
        streams.change(() -> {
            if (current(consumer).filter(found -> found.gone().isEmpty()).isPresent()) {
                Instant gone = Streams.milliseconds(streams.now().plus(config.deleting()));
                log.remember(new ConsumerLeaving(consumer.streamId(), consumer.name(), gone));
            }
            return Optional.empty();
        });
    }

    /** Deletes a stream, unless it has consumers; returns whether it is on its way. */
    public boolean deleteUnused(Stream stream) throws IOException {
        return streams.change(() -> {
            boolean leaving = streams.statusOf(streams.find(stream.id()).orElse(stream)) == StreamStatus.DELETING;
            if (!leaving && !of(stream).isEmpty()) {
                return false;
            }
            streams.deleteNow(stream);
            return true;
        });
    }

    /** Changes a consumer's tags; returns whether it is still there. */
    public boolean tag(Consumer consumer, UnaryOperator<Map<String, String>> change) throws IOException {
        return streams.change(() -> {
            Optional<Consumer> found = current(consumer);
            if (found.isEmpty()) {
                return false;
            }
            Map<String, String> after = change.apply(found.get().tags());
            if (!after.equals(found.get().tags())) {
                log.remember(new ConsumerTagged(consumer.streamId(), consumer.name(), after));
            }
            return true;
        });
    }

    /** Forgets those that are gone. */
    void forgetGone() throws IOException {
        Instant now = streams.now();
        for (String streamId : table.streams()) {
            if (!gone(streamId, now).isEmpty()) {
                streams.change(() -> {
                    // Again, for a name may be another's by now.
                    Set<String> names = gone(streamId, now);
                    if (!names.isEmpty()) {
                        log.remember(List.of(new ConsumersForgotten(streamId, names)));
                    }
                    return Optional.empty();
                });
            }
        }
    }

    private Set<String> gone(String streamId, Instant now) {
        return table.of(streamId).stream()
                // A second longer than needed: the name's next consumer must not have its ARN.
                .filter(consumer -> consumer.isGoneAt(now)
                        && consumer.created().plusSeconds(2).isBefore(now))
                .map(Consumer::name)
                .collect(toSet());
    }
}
