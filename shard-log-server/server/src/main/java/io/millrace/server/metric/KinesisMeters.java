package io.millrace.server.metric;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.server.stream.Stream;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The metrics of every stream that was used since the start. For any thread. */
public final class KinesisMeters {
    private final MeterRegistry registry;
    private final Map<String, StreamMeters> streams = new ConcurrentHashMap<>();

    public KinesisMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    public StreamMeters of(Stream stream) {
        String name = stream.name().value();
        StreamMeters known = streams.get(name);
        return known != null ? known : streams.computeIfAbsent(name, absent -> new StreamMeters(registry, absent));
    }

    /** Shows nothing of a deleted stream any more. */
    public void forget(Stream stream) {
        StreamMeters known = streams.remove(stream.name().value());
        if (known != null) {
            known.remove();
        }
    }

    /** Shows of a stream's shards these metrics alone. */
    public void keepShardMetrics(Stream stream, Set<String> names) {
        of(stream).keepShardMetrics(names);
    }
}
