package io.millrace.firehose.buffer;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.firehose.destination.Destinations;
import io.millrace.firehose.stream.DeliverySpec;
import io.millrace.firehose.stream.DeliveryStream;
import io.millrace.firehose.stream.DeliveryStreamStore;
import io.millrace.firehose.stream.Status;
import java.io.Closeable;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** The delivery streams there are, each at work. Any thread. */
public final class DeliveryStreams implements Closeable {
    private final TaskResources resources;
    private final int streamsMax;

    // Added to under this object's lock.
    private final ConcurrentSkipListMap<String, StreamTask> tasks = new ConcurrentSkipListMap<>();
    private boolean closed;

    public DeliveryStreams(Shared shared, Limits limits, MeterRegistry meters, InstantSource clock) {
        this.resources = new TaskResources(
                shared.store(),
                new OwnStreams(shared.kinesis(), limits.directPutShards()),
                shared.destinations(),
                shared.scratch(),
                clock,
                meters);
        this.streamsMax = limits.deliveryStreams();
    }

    /**
     * What delivery streams work with; all stay their opener's to close.
     *
     * @param kinesis where sources are
     * @param scratch for records under way
     */
    public record Shared(DeliveryStreamStore store, KinesisClient kinesis, Destinations destinations, Path scratch) {}

    /** How many delivery streams there may be, and of how many shards the stream of a directly put one is. */
    public record Limits(int deliveryStreams, int directPutShards) {}

    /** A delivery stream and what it means. */
    public record Defined(DeliveryStream stream, DeliverySpec spec) {}

    /** What became of a creation. */
    public enum Creation {
        CREATED,
        NAME_TAKEN,
        TOO_MANY
    }

    /** Sets one to work that the store has. */
    public synchronized void resume(Defined defined) {
        task(defined).start();
    }

    /** On disk when the call returns. */
    public synchronized Creation create(Defined defined) {
        if (tasks.containsKey(defined.stream().name())) {
            return Creation.NAME_TAKEN;
        }
        if (closed || tasks.size() >= streamsMax) {
            return Creation.TOO_MANY;
        }
        resources.store().add(defined.stream());
        task(defined).start();
        return Creation.CREATED;
    }

    public Optional<Defined> find(String name) {
        return Optional.ofNullable(tasks.get(name)).map(DeliveryStreams::defined);
    }

    /** In the order of names, beginning after one. */
    public List<Defined> after(String name) {
        return tasks.tailMap(name, false).values().stream()
                .map(DeliveryStreams::defined)
                .toList();
    }

    /** Begins a deletion unless the delivery stream is being created; returns the status it had. */
    public Optional<Status> delete(String name) {
        return Optional.ofNullable(tasks.get(name)).map(StreamTask::delete);
    }

    /** Stops deliveries; those under way are repeated at the next start. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        tasks.values().forEach(StreamTask::requestClose);
        tasks.values().forEach(StreamTask::awaitClose);
    }

    private StreamTask task(Defined defined) {
        String name = defined.stream().name();
        StreamTask task = new StreamTask(defined.stream(), defined.spec(), resources, () -> tasks.remove(name));
        tasks.put(name, task);
        return task;
    }

    private static Defined defined(StreamTask task) {
        return new Defined(task.stream(), task.spec());
    }
}
