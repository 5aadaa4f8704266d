package io.millrace.server.stream;

import io.millrace.model.ShardId;
import io.millrace.model.StreamName;
import io.millrace.server.stream.StreamEvent.CapacityChanged;
import io.millrace.server.stream.StreamEvent.CommitmentChanged;
import io.millrace.server.stream.StreamEvent.EncryptionChanged;
import io.millrace.server.stream.StreamEvent.ShardsForgotten;
import io.millrace.server.stream.StreamEvent.StreamChanged;
import io.millrace.server.stream.StreamEvent.StreamForgotten;
import io.millrace.server.stream.StreamEvent.StreamLeaving;
import io.millrace.server.stream.StreamEvent.TokenKeyMade;
import io.millrace.storage.MetadataLog;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/**
 * The streams of the account. A change is durable before anybody sees it. Look-ups are for any thread; changes take
 * turns on a thread of their own, so that no caller's interrupt reaches the files.
 */
public final class Streams implements Closeable {
    private static final int TOKEN_KEY_BYTES = 32;

    private final InstantSource clock;
    private final StreamsConfig config;
    private final RandomGenerator random;
    private final ChangeThread changes = new ChangeThread("stream-changes");

    private final AtomicReference<Instant> latest = new AtomicReference<>(Instant.MIN);
    // Used while opening, then by the thread of changes alone, but for its table.
    private final StreamLog log;
    private final StreamTable table;
    private final StreamCreations creations;
    private final ShardChanges shards;
    private final Consumers consumers;
    private final ResourcePolicies policies;
    private volatile Runnable scalingWanted = () -> {};
    private volatile CompletableFuture<Void> resharding = CompletableFuture.completedFuture(null);

    /** Opens the log of changes, recovering it if need be. */
    public interface LogOpener {
        MetadataLog open() throws IOException;
    }

    private Streams(StreamLog log, StreamsConfig config, InstantSource clock, RandomGenerator random) {
        this.log = log;
        this.table = log.table();
        this.clock = clock;
        this.config = config;
        this.random = random;
        this.creations = new StreamCreations(this, log, config, random);
        this.shards = new ShardChanges(this, log, config);
        this.consumers = new Consumers(this, log, config);
        this.policies = new ResourcePolicies(this, log);
    }

    /**
     * Reads what the log remembers.
     *
     * @param random makes ids and the token key, so it must be unpredictable in production
     */
    public static Streams open(LogOpener opener, StreamsConfig config, InstantSource clock, RandomGenerator random)
            throws IOException {
        Streams streams = new Streams(StreamLog.open(opener, config.snapshotAfterChanges()), config, clock, random);
        try {
            streams.makeTokenKey();
            return streams;
        } catch (IOException | RuntimeException e) {
            streams.close();
            throw e;
        }
    }

    private void makeTokenKey() throws IOException {
        if (table.tokenKey().length == 0) {
            byte[] key = new byte[TOKEN_KEY_BYTES];
            random.nextBytes(key);
            log.remember(new TokenKeyMade(key));
        }
    }

    /** The key under which iterators and page tokens are sealed; the caller's to keep. */
    public byte[] tokenKey() {
        return table.tokenKey().clone();
    }

    /** Those registered with the streams. */
    public Consumers consumers() {
        return consumers;
    }

    public ResourcePolicies policies() {
        return policies;
    }

    /** The time, which never goes back while this process lives. */
    public Instant now() {
        Instant now = clock.instant();
        return latest.accumulateAndGet(now, (a, b) -> a.isAfter(b) ? a : b);
    }

    public Optional<Stream> find(StreamName name) {
        return present(table.find(name));
    }

    /** Finds by {@link Stream#id}. */
    public Optional<Stream> find(String id) {
        return present(table.find(id));
    }

    public StreamStatus statusOf(Stream stream) {
        return stream.statusAt(now());
    }

    /** At most {@code limit} streams in order of their names, from the first one after {@code after}. */
    public List<Stream> list(Optional<StreamName> after, int limit) {
        Instant now = now();
        return table.after(after).stream()
                .filter(stream -> !stream.life().isGoneAt(now))
                .limit(limit)
                .toList();
    }

    public Creation create(Creation.Wish wish) throws IOException {
        return change(() -> creations.create(wish));
    }

    /**
     * Changes what a stream's owner chose for it; then it is UPDATING for a while.
     *
     * @param change is given the stream as it is, and may throw to refuse
     * @return the stream as it was and as it is, or empty if it is gone
     */
    public Optional<Change> update(Stream stream, UnaryOperator<Stream> change) throws IOException {
        return change(stream, change, config.updating());
    }

    /** Changes a stream's tags, which leaves it ACTIVE. */
    public Optional<Change> tag(Stream stream, UnaryOperator<Stream> change) throws IOException {
        return change(stream, change, Duration.ZERO);
    }

    /** A stream as it was and as it is. */
    public record Change(Stream before, Stream after) {}

    private Optional<Change> change(Stream stream, UnaryOperator<Stream> change, Duration updating) throws IOException {
        return change(() -> {
            Optional<Stream> found = find(stream.id());
            if (found.isEmpty()) {
                return Optional.empty();
            }
            Stream before = found.get();
            Stream after = change.apply(before);
            if (!after.equals(before)) {
                Instant settled = updating.isZero()
                        ? before.life().settled()
                        : milliseconds(now()).plus(updating);
                log.remember(differences(before, after, settled));
            }
            Stream changed = table.find(stream.id()).orElseThrow();
            if (changed.capacity().target().isPresent()) {
                scalingWanted.run();
            }
            return Optional.of(new Change(before, changed));
        });
    }

    private static List<StreamEvent> differences(Stream before, Stream after, Instant settled) {
        List<StreamEvent> events = new ArrayList<>();
        events.add(StreamChanged.to(after, settled));
        Encryption encryption = after.properties().encryption();
        if (!encryption.equals(before.properties().encryption())) {
            events.add(new EncryptionChanged(after.id(), settled, encryption));
        }
        if (!after.capacity().equals(before.capacity())) {
            events.add(new CapacityChanged(after.id(), settled, after.capacity()));
        }
        return events;
    }

    /** Has it called, by the thread of changes, whenever a stream is to have another number of shards. */
    void whenScalingIsWanted(Runnable call) {
        scalingWanted = call;
    }

    /** Streams on their way to another number of shards. */
    List<Stream> scaling() {
        return table.all().stream()
                .filter(stream -> stream.capacity().target().isPresent() && !isGone(stream))
                .toList();
    }

    /** Takes a stream one step nearer to the shards it is to have; returns whether there are more steps to take. */
    boolean scale(Stream stream, ShardSealer sealer) throws IOException {
        return resharding(() -> shards.scale(stream, sealer));
    }

    public Commitment commitment() {
        return table.commitment();
    }

    /** Changes the account's commitment; returns what it is then. */
    public Commitment commit(UnaryOperator<Commitment> change) throws IOException {
        return change(() -> {
            Commitment after = change.apply(table.commitment());
            if (!after.equals(table.commitment())) {
                log.remember(new CommitmentChanged(after));
            }
            return after;
        });
    }

    /** What the account has, and may have. */
    public record Limits(int openShards, int shardsMax, int onDemandStreams, int onDemandStreamsMax) {}

    public Limits limits() {
        return new Limits(
                openShards(),
                config.shardsMax(),
                onDemandStreams(),
                config.onDemand().streamsMax());
    }

    int onDemandStreams() {
        return (int) list(Optional.empty(), Integer.MAX_VALUE).stream()
                .filter(stream -> stream.properties().mode() == StreamMode.ON_DEMAND)
                .count();
    }

    /** Starts the deletion of a stream and its consumers, unless it has started. */
    public void delete(Stream stream) throws IOException {
        change(() -> deleteNow(stream));
    }

    Optional<Void> deleteNow(Stream stream) throws IOException {
        if (table.find(stream.id())
                .filter(current -> current.life().gone().isEmpty())
                .isPresent()) {
            log.remember(new StreamLeaving(stream.id(), milliseconds(now().plus(config.deleting()))));
        }
        return Optional.empty();
    }

    /**
     * Closes shards and opens others in their place. The closed ones are sealed first, then the change is remembered:
     * after a crash between the two they are open as before, and no record is ever behind a shard's end.
     */
    public Resharding reshard(Resharding.Wish wish, ShardSealer sealer) throws IOException {
        return resharding(() -> shards.reshard(wish, sealer));
    }

    private <T> T resharding(Callable<T> change) throws IOException {
        return change(() -> {
            CompletableFuture<Void> settled = new CompletableFuture<>();
            resharding = settled;
            try {
                return change.call();
            } finally {
                settled.complete(null);
            }
        });
    }

    /** Waits for the end of a change of shards that is under way. */
    public void awaitResharding() {
        resharding.join();
    }

    /** Finds out what became of a change that failed, if the last one did. */
    void settle() throws IOException {
        if (log.hasFailed()) {
            change(Optional::empty);
        }
    }

    /** The log numbers of the shards that take no more records. */
    public List<Long> closedShards() {
        return table.all().stream()
                .flatMap(stream -> stream.shards().stream())
                .filter(shard -> !shard.isOpen())
                .map(Shard::log)
                .toList();
    }

    /** Forgets closed shards of a stream; they have been dropped. */
    void forget(Stream stream, Set<ShardId> shards) throws IOException {
        change(() -> {
            log.remember(new ShardsForgotten(stream.id(), shards));
            return Optional.empty();
        });
    }

    /** The numbers of shards that may still be in the log although their streams are forgotten. */
    LongStream forgottenShards() {
        return table.forgottenShards();
    }

    /** Every stream whose records are kept, and those gone whose shards are not yet dropped from the log. */
    List<Stream> all() {
        return List.copyOf(table.all());
    }

    boolean isGone(Stream stream) {
        return stream.life().isGoneAt(now());
    }

    /** Forgets a stream that is gone; its shards have been dropped. */
    void forget(Stream stream) throws IOException {
        change(() -> {
            log.remember(new StreamForgotten(stream.id()));
            return Optional.empty();
        });
    }

    /** Waits for the changes under way, refuses others and closes the log. */
    @Override
    public void close() throws IOException {
        changes.close();
        log.close();
    }

    <T> T change(Callable<T> change) throws IOException {
        return changes.run(() -> {
            if (log.hasFailed()) {
                log.recover();
            }
            return change.call();
        });
    }

    int openShards() {
        return list(Optional.empty(), Integer.MAX_VALUE).stream()
                .mapToInt(stream -> stream.openShards().size())
                .sum();
    }

    private Optional<Stream> present(Optional<Stream> stream) {
        return stream.filter(found -> !isGone(found));
    }

    /** The time as it is written down. */
    static Instant milliseconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS);
    }
}
