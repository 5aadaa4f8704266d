package io.millrace.server.stream;

import io.millrace.model.ShardId;
import io.millrace.storage.LogStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what has had its time: records past their stream's retention, and the shards of streams that are gone. It runs
 * on a thread of its own, is stopped by a message and never interrupted.
 */
public final class Retention implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(Retention.class);

    /** How long the shards of a stream that is gone stay, so that no request that still holds it writes to one dropped. */
    private static final Duration LINGER = Duration.ofMinutes(5);

    private final Streams streams;
    private final LogStore store;
    private final Duration every;
    private final AtomicLong failures = new AtomicLong();
    private final RepeatingThread thread;

    private Retention(Streams streams, LogStore store, Duration every) {
        this.streams = streams;
        this.store = store;
        this.every = every;
        this.thread = new RepeatingThread("retention", every, this::runOnce);
    }

    /** Does what a restart has made the store forget, then starts the thread. */
    public static Retention start(Streams streams, LogStore store, Duration every) throws IOException {
        resume(streams, store);
        Retention retention = new Retention(streams, store, every);
        retention.thread.start();
        return retention;
    }

    /** Does what a restart has made the store forget. */
    public static void resume(Streams streams, LogStore store) throws IOException {
        for (long shard : streams.forgottenShards().toArray()) {
            store.drop(shard);
        }
        expire(streams, store);
    }

    /** Looks once at every shard; returns the bytes freed. */
    public static long run(Streams streams, LogStore store) throws IOException {
        Optional<IOException> failure = Optional.empty();
        try {
            expire(streams, store);
        } catch (IOException e) {
            failure = Optional.of(e);
        }
        // Even then: on a full disk no stream can be forgotten until this has made room.
        long freed = store.reclaim();
        if (failure.isPresent()) {
            throw failure.get();
        }
        return freed;
    }

    private static void expire(Streams streams, LogStore store) throws IOException {
        Instant now = streams.now();
        List<Stream> dropped = new ArrayList<>();
        Map<Stream, Set<ShardId>> endedShards = new LinkedHashMap<>();
        for (Stream stream : streams.all()) {
            boolean unreachable = stream.life().isGoneAt(now.minus(LINGER));
            Instant kept = now.minus(stream.properties().retention());
            long before = kept.toEpochMilli();
            Set<ShardId> ended = new HashSet<>();
            for (Shard shard : stream.shards()) {
                if (unreachable) {
                    store.drop(shard.log());
                } else if (!shard.endsAfter(kept)) {
                    store.drop(shard.log());
                    ended.add(shard.id());
                } else {
                    store.trim(shard.log(), before);
                }
            }
            if (unreachable) {
                dropped.add(stream);
            } else if (!ended.isEmpty()) {
                endedShards.put(stream, ended);
            }
        }
        // At last, for these are writes: what can be trimmed without any is trimmed.
        streams.settle();
        for (Stream stream : dropped) {
            streams.forget(stream);
        }
        for (Map.Entry<Stream, Set<ShardId>> ended : endedShards.entrySet()) {
            streams.forget(ended.getKey(), ended.getValue());
        }
        streams.consumers().forgetGone();
    }

    /** How often it has failed; each time it tries again. */
    public long failures() {
        return failures.get();
    }

    private void runOnce() {
        try {
            long freed = run(streams, store);
            if (freed > 0) {
                logger.info("{} bytes of expired records are freed", freed);
            }
        } catch (IOException | RuntimeException e) {
            failures.incrementAndGet();
            logger.error("Expired records could not be removed; the next attempt is in {}", every, e);
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
