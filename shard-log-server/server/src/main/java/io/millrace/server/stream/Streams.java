package io.millrace.server.stream;

import io.millrace.model.HashKeyRange;
import io.millrace.model.ShardId;
import io.millrace.model.StreamName;
import io.millrace.server.stream.StreamEvent.ShardsForgotten;
import io.millrace.server.stream.StreamEvent.ShardsReplaced;
import io.millrace.server.stream.StreamEvent.StreamChanged;
import io.millrace.server.stream.StreamEvent.StreamCreated;
import io.millrace.server.stream.StreamEvent.StreamForgotten;
import io.millrace.server.stream.StreamEvent.StreamLeaving;
import io.millrace.server.stream.StreamEvent.TokenKeyMade;
import io.millrace.storage.Extent;
import io.millrace.storage.MetadataLog;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/**
 * The streams of the account. A change is durable before anybody sees it. Look-ups are for any thread; changes take
 * turns on a thread of their own, so that no caller's interrupt reaches the files.
 */
public final class Streams implements Closeable {
    private static final Logger logger = LoggerFactory.getLogger(Streams.class);

    private static final int TOKEN_KEY_BYTES = 32;
    private static final String ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

    private final LogOpener opener;
    private final InstantSource clock;
    private final StreamsConfig config;
    private final RandomGenerator random;
    private final ChangeThread changes = new ChangeThread("stream-changes");

    private final AtomicReference<Instant> latest = new AtomicReference<>(Instant.MIN);
    private final StreamTable table = new StreamTable();

    // Written while opening, then by the thread of changes alone.
    private MetadataLog log;
    private volatile boolean failed;
    /** Shards that are sealed for a change of which it is not known whether it is durable. */
    private @Nullable Undecided undecided;

    private volatile CompletableFuture<Void> resharding = CompletableFuture.completedFuture(null);
    private byte[] inDoubt = {};
    private int changesSinceSnapshot;

    /** Opens the log of changes, recovering it if need be. */
    public interface LogOpener {
        MetadataLog open() throws IOException;
    }

    /** How to open the shards again. */
    @FunctionalInterface
    private interface Undecided {
        void unseal() throws IOException;
    }

    private Streams(
            LogOpener opener, MetadataLog log, StreamsConfig config, InstantSource clock, RandomGenerator random) {
        this.opener = opener;
        this.log = log;
        this.clock = clock;
        this.config = config;
        this.random = random;
    }

    /**
     * Reads what the log remembers.
     *
     * @param random makes ids and the token key, so it must be unpredictable in production
     */
    public static Streams open(LogOpener opener, StreamsConfig config, InstantSource clock, RandomGenerator random)
            throws IOException {
        Streams streams = new Streams(opener, opener.open(), config, clock, random);
        try {
            streams.read();
            return streams;
        } catch (IOException | RuntimeException e) {
            streams.close();
            throw e;
        }
    }

    private void read() throws IOException {
        for (byte[] record : log.replay()) {
            for (StreamEvent event : StreamEventCodec.decode(record)) {
                table.apply(event);
            }
            changesSinceSnapshot++;
        }
        if (table.tokenKey().length == 0) {
            byte[] key = new byte[TOKEN_KEY_BYTES];
            random.nextBytes(key);
            remember(new TokenKeyMade(key));
        }
    }

    /** The key under which iterators and page tokens are sealed; the caller's to keep. */
    public byte[] tokenKey() {
        return table.tokenKey().clone();
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
        return stream.life().statusAt(now());
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
        return change(() -> createNow(wish));
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
                remember(StreamChanged.to(after, settled));
            }
            return Optional.of(new Change(before, table.find(stream.id()).orElseThrow()));
        });
    }

    /** What the account has, and may have. */
    public record Limits(int openShards, int shardsMax, int onDemandStreams, int onDemandStreamsMax) {}

    public Limits limits() {
        return new Limits(openShards(), config.shardsMax(), onDemandStreams(), config.onDemandStreamsMax());
    }

    private int onDemandStreams() {
        return (int) list(Optional.empty(), Integer.MAX_VALUE).stream()
                .filter(stream -> stream.properties().mode() == StreamMode.ON_DEMAND)
                .count();
    }

    /** Starts the deletion of a stream, unless it has started. */
    public void delete(Stream stream) throws IOException {
        change(() -> {
            if (table.find(stream.id())
                    .filter(current -> current.life().gone().isEmpty())
                    .isPresent()) {
                remember(new StreamLeaving(stream.id(), milliseconds(now().plus(config.deleting()))));
            }
            return Optional.empty();
        });
    }

    /**
     * Closes shards and opens others in their place. The closed ones are sealed first, then the change is remembered:
     * after a crash between the two they are open as before, and no record is ever behind a shard's end.
     */
    public Resharding reshard(Resharding.Wish wish, ShardSealer sealer) throws IOException {
        return change(() -> {
            CompletableFuture<Void> settled = new CompletableFuture<>();
            resharding = settled;
            try {
                return reshardNow(wish, sealer);
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
        if (failed) {
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
            remember(new ShardsForgotten(stream.id(), shards));
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
            remember(new StreamForgotten(stream.id()));
            return Optional.empty();
        });
    }

    /** Waits for the changes under way, refuses others and closes the log. */
    @Override
    public void close() throws IOException {
        changes.close();
        log.close();
    }

    private <T> T change(Callable<T> change) throws IOException {
        return changes.run(() -> {
            if (failed) {
                recover();
            }
            return change.call();
        });
    }

    private Creation createNow(Creation.Wish wish) throws IOException {
        if (find(wish.name()).isPresent()) {
            return new Creation.NameTaken();
        }
        int shards = openShards();
        if (wish.mode() == StreamMode.ON_DEMAND && onDemandStreams() >= config.onDemandStreamsMax()) {
            return new Creation.TooManyOnDemandStreams(config.onDemandStreamsMax());
        }
        if ((long) shards + wish.shards() > config.shardsMax()) {
            return new Creation.TooManyShards(shards, config.shardsMax());
        }
        Stream stream = wished(wish);
        remember(new StreamCreated(stream));
        return new Creation.Created(stream);
    }

    private Resharding reshardNow(Resharding.Wish wish, ShardSealer sealer) throws IOException {
        Optional<Stream> found = find(wish.streamId());
        if (found.isEmpty()) {
            return new Resharding.Gone();
        }
        Stream stream = found.get();
        if (statusOf(stream) != StreamStatus.ACTIVE) {
            return new Resharding.NotActive(statusOf(stream));
        }
        List<Shard> parents = new ArrayList<>();
        for (ShardId id : wish.parents()) {
            Optional<Shard> parent = stream.shard(id).filter(Shard::isOpen);
            if (parent.isEmpty()) {
                return new Resharding.NotOpen(id);
            }
            parents.add(parent.get());
        }
        int open = openShards();
        if (open - parents.size() + wish.children().size() > config.shardsMax()) {
            return new Resharding.TooManyShards(open, config.shardsMax());
        }
        replace(stream, parents, wish.children(), sealer);
        return new Resharding.Done(table.find(stream.id()).orElseThrow());
    }

    private void replace(Stream stream, List<Shard> parents, List<HashKeyRange> children, ShardSealer sealer)
            throws IOException {
        List<Long> logs = parents.stream().map(Shard::log).toList();
        undecided = () -> sealer.unseal(logs);
        try {
            List<Extent> extents = sealer.seal(logs);
            Instant now = milliseconds(now());
            Map<ShardId, Shard.End> closed = new HashMap<>();
            for (int index = 0; index < logs.size(); index++) {
                Extent extent = extents.get(index);
                closed.put(parents.get(index).id(), new Shard.End(extent.next(), extent.lastArrivalMillis(), now));
            }
            List<Shard> opened = stream.shardMap().children(parents, children, table.nextShardNumber(), now);
            // Throws, before anything is remembered, if the children do not own what the parents did.
            ShardMap after = stream.shardMap().replaced(closed, opened);
            remember(new ShardsReplaced(stream.id(), now.plus(config.updating()), closed, opened), after);
        } catch (IOException | RuntimeException e) {
            if (!failed) {
                undo(e);
            }
            throw e;
        }
        undecided = null;
    }

    /** Remembers a change of shards; one that failed and is durable nevertheless has happened. */
    private void remember(ShardsReplaced event, ShardMap after) throws IOException {
        try {
            remember(event);
        } catch (IOException e) {
            try {
                recover();
            } catch (IOException again) {
                // The shards stay sealed until it is known.
                e.addSuppressed(again);
                throw e;
            }
            if (table.find(event.id())
                    .filter(found -> found.shardMap().equals(after))
                    .isEmpty()) {
                throw e;
            }
        }
    }

    private void undo(Exception failure) {
        Undecided seal = undecided;
        undecided = null;
        if (seal != null) {
            try {
                seal.unseal();
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }

    private int openShards() {
        return list(Optional.empty(), Integer.MAX_VALUE).stream()
                .mapToInt(stream -> stream.openShards().size())
                .sum();
    }

    private Stream wished(Creation.Wish wish) {
        Instant created = milliseconds(now());
        List<Shard> shards = new ArrayList<>(wish.shards());
        for (HashKeyRange range : HashKeyRange.even(wish.shards())) {
            int index = shards.size();
            shards.add(new Shard(new ShardId(index), table.nextShardNumber() + index, range, created));
        }
        return new Stream(
                newId(),
                wish.name(),
                new Stream.Life(created, created.plus(config.creating()), Optional.empty()),
                new Stream.Properties(wish.mode(), config.retention(), wish.maxRecordBytes()),
                wish.tags(),
                shards);
    }

    private String newId() {
        StringBuilder id = new StringBuilder();
        while (id.length() < 24) {
            id.append(id.length() == 20 ? '-' : ID_ALPHABET.charAt(random.nextInt(ID_ALPHABET.length())));
        }
        return id.toString();
    }

    private void remember(StreamEvent event) throws IOException {
        byte[] record = StreamEventCodec.encode(List.of(event));
        try {
            log.append(record);
        } catch (IOException e) {
            failed = true;
            inDoubt = record;
            throw e;
        }
        table.apply(event);
        changesSinceSnapshot++;
        if (changesSinceSnapshot >= config.snapshotAfterChanges()) {
            snapshot();
        }
    }

    private void snapshot() throws IOException {
        byte[] state = StreamEventCodec.encode(table.state());
        try {
            log.snapshot(state);
            changesSinceSnapshot = 0;
        } catch (IOException e) {
            // The change itself is durable. The next one finds out which of the two generations the log is in.
            failed = true;
            logger.warn("The streams' metadata log was not shortened", e);
        }
    }

    /** Opens the log again after a failure; the one record that was refused may have become durable nevertheless. */
    private void recover() throws IOException {
        log.close();
        log = opener.open();
        List<byte[]> records = log.replay();
        if (!records.isEmpty() && Arrays.equals(records.getLast(), inDoubt)) {
            for (StreamEvent event : StreamEventCodec.decode(inDoubt)) {
                table.apply(event);
            }
        } else if (undecided != null) {
            undecided.unseal();
        }
        undecided = null;
        inDoubt = new byte[0];
        failed = false;
        logger.warn("The streams' metadata log was recovered and takes changes again");
    }

    private Optional<Stream> present(Optional<Stream> stream) {
        return stream.filter(found -> !isGone(found));
    }

    private static Instant milliseconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS);
    }
}
