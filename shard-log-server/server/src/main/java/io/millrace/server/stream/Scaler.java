package io.millrace.server.stream;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/**
 * Brings streams to the number of shards their owners asked for, and on-demand streams to what their traffic asks for. It
 * runs on a thread of its own, is stopped by a message and never interrupted.
 */
public final class Scaler implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(Scaler.class);

    private final Streams streams;
    private final ShardSealer sealer;
    private final OnDemand onDemand;
    private final Duration every;
    private final RepeatingThread thread;
    private Instant lastLook;

    /** Without its thread: whoever asks for it takes each {@link #look}. */
    public Scaler(Streams streams, ShardSealer sealer, Demand demand, OnDemandConfig config) {
        this.streams = streams;
        this.sealer = sealer;
        this.onDemand = new OnDemand(config, demand);
        this.every = config.every();
        this.thread = new RepeatingThread("scaler", every, this::runOnce);
        this.lastLook = streams.now();
    }

    /** Starts the thread, which goes on with what a restart has interrupted. */
    public static Scaler start(Streams streams, ShardSealer sealer, Demand demand, OnDemandConfig config) {
        Scaler scaler = new Scaler(streams, sealer, demand, config);
        streams.whenScalingIsWanted(scaler.thread::wake);
        scaler.thread.wake();
        scaler.thread.start();
        return scaler;
    }

    /** Takes every step that streams have to take now to the number of shards they are to have. */
    public void scale() throws IOException {
        for (Stream stream : streams.scaling()) {
            while (streams.scale(stream, sealer)) {
                logger.debug("Stream {} is a step nearer to its shards", stream.name());
            }
        }
    }

    /** Looks at the traffic of on-demand streams, and splits and merges what asks for it. */
    public void look() throws IOException {
        Instant now = streams.now();
        Duration since = Duration.between(lastLook, now);
        if (since.compareTo(every) < 0) {
            return;
        }
        lastLook = now;
        for (Stream stream : streams.all()) {
            if (stream.properties().mode() == StreamMode.ON_DEMAND && streams.statusOf(stream) == StreamStatus.ACTIVE) {
                follow(stream, now, since);
            }
        }
        onDemand.retain(openShards());
    }

    private void follow(Stream stream, Instant now, Duration since) throws IOException {
        Resharding.Wish wish = onDemand.next(stream, now, since).orElse(null);
        if (wish == null) {
            return;
        }
        switch (streams.reshard(wish, sealer)) {
            case Resharding.Done done ->
                logger.info(
                        "On-demand stream {} had {} open shards and has {}",
                        stream.name(),
                        stream.openShards().size(),
                        done.stream().openShards().size());
            case Resharding.TooManyShards over ->
                logger.warn(
                        "On-demand stream {} needs more shards than the {} of the account allow",
                        stream.name(),
                        over.limit());
            case Resharding.NotActive busy -> logger.debug("Stream {} is {}", stream.name(), busy.status());
            case Resharding.NotOpen closed -> logger.debug("Shard {} is closed already", closed.shard());
            case Resharding.Gone gone -> logger.debug("Stream {} is gone", stream.name());
        }
    }

    private Set<Long> openShards() {
        return streams.all().stream()
                .flatMap(stream -> stream.openShards().stream())
                .map(Shard::log)
                .collect(Collectors.toSet());
    }

    private void runOnce() {
        try {
            scale();
            look();
        } catch (IOException | RuntimeException e) {
            logger.error("Streams could not be scaled; the next attempt is in {}", every, e);
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
