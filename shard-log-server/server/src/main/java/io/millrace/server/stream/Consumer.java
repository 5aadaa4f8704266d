package io.millrace.server.stream;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;

/**
 * A consumer with enhanced fan-out that is registered with a stream, as it is described at one moment.
 *
 * @param streamId of its stream, whose name may be another stream's one day
 * @param name may be another consumer's once this one is gone
 * @param created tells it from earlier consumers of its name, to the second
 * @param active when creation ends
 * @param gone when deletion ends, empty unless asked for
 */
public record Consumer(
        String streamId,
        String name,
        Instant created,
        Instant active,
        Optional<Instant> gone,
        Map<String, String> tags) {
    public Consumer {
        tags = Map.copyOf(tags);
    }

    ConsumerStatus statusAt(Instant now) {
        if (gone.isPresent()) {
            return ConsumerStatus.DELETING;
        }
        return now.isBefore(active) ? ConsumerStatus.CREATING : ConsumerStatus.ACTIVE;
    }

    boolean isGoneAt(Instant now) {
        return gone.filter(end -> !now.isBefore(end)).isPresent();
    }

    /** Whether it is the same registration as the other, whatever has become of it since. */
    public boolean isSameAs(Consumer other) {
        return streamId.equals(other.streamId) && name.equals(other.name) && created.equals(other.created);
    }

    Consumer leaving(Instant end) {
        return gone.isPresent() ? this : new Consumer(streamId, name, created, active, Optional.of(end), tags);
    }

    /** With other tags. */
    Consumer tagged(Map<String, String> others) {
        return new Consumer(streamId, name, created, active, gone, others);
    }
}
