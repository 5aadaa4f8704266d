package io.millrace.flink.proxy.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.flink.proxy.PutEntry;
import io.millrace.flink.proxy.PutFailure;
import io.millrace.flink.proxy.RecordBatch;
import io.millrace.flink.proxy.ShardDescription;
import io.millrace.flink.proxy.ShardListing;
import io.millrace.flink.proxy.ShardPosition;
import io.millrace.flink.proxy.StreamException;
import io.millrace.flink.proxy.StreamException.Kind;
import io.millrace.flink.proxy.StreamProxy;
import io.millrace.flink.proxy.StreamProxyFactory;
import io.millrace.flink.proxy.StreamRecord;
import io.millrace.model.HashKey;
import io.millrace.model.HashKeyRange;
import io.millrace.model.PartitionKey;
import io.millrace.model.ShardId;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A stream in memory whose shards split, whose records expire and whose calls fail on order. Any thread. */
public final class FakeStream implements StreamProxy {
    /** Factories travel through serialization: this is where they find their stream again. */
    private static final Map<String, FakeStream> STREAMS = new ConcurrentHashMap<>();

    private static final class FakeShard {
        private final ShardId id;
        private final HashKeyRange range;
        private final Set<ShardId> parents;
        private final List<StreamRecord> records = new ArrayList<>();
        private int firstRetained;
        private boolean open = true;

        private FakeShard(ShardId id, HashKeyRange range, Set<ShardId> parents) {
            this.id = id;
            this.range = range;
            this.parents = parents;
        }
    }

    private final String id = UUID.randomUUID().toString();
    private final Map<ShardId, FakeShard> shards = new TreeMap<>();
    private final Deque<StreamException> readFailures = new ArrayDeque<>();
    private final Deque<Function<List<PutEntry>, List<PutFailure>>> putAnswers = new ArrayDeque<>();
    private final List<List<PutEntry>> puts = new ArrayList<>();
    private final Duration retention = Duration.ofHours(24);
    private Instant now = Instant.parse("2001-01-01T00:00:00Z");
    private int nextShard;
    private int iteratorGeneration;
    private int reads;

    public FakeStream(int count) {
        HashKeyRange.even(count).forEach(range -> addShard(range, Set.of()));
        STREAMS.put(id, this);
    }

    public StreamProxyFactory factory() {
        return new Factory(id);
    }

    private record Factory(String id) implements StreamProxyFactory {
        private static final long serialVersionUID = 1L;

        @Override
        public StreamProxy open() {
            return Optional.ofNullable(STREAMS.get(id)).orElseThrow();
        }

        @Override
        public String streamName() {
            return "fake";
        }
    }

    private ShardId addShard(HashKeyRange range, Set<ShardId> parents) {
        ShardId shard = new ShardId(nextShard++);
        shards.put(shard, new FakeShard(shard, range, parents));
        return shard;
    }

    /** Closes the shard and opens two of half its range. */
    public synchronized List<ShardId> split(ShardId shard) {
        FakeShard parent = shard(shard);
        parent.open = false;
        BigInteger start = parent.range.start().value();
        BigInteger end = parent.range.end().value();
        BigInteger middle = start.add(end).shiftRight(1);
        return List.of(
                addShard(new HashKeyRange(parent.range.start(), new HashKey(middle)), Set.of(shard)),
                addShard(new HashKeyRange(new HashKey(middle.add(BigInteger.ONE)), parent.range.end()), Set.of(shard)));
    }

    /** Closes two neighbours and opens one of both their ranges. */
    public synchronized ShardId merge(ShardId lower, ShardId upper) {
        shard(lower).open = false;
        shard(upper).open = false;
        return addShard(
                new HashKeyRange(shard(lower).range.start(), shard(upper).range.end()), Set.of(lower, upper));
    }

    public synchronized void append(ShardId shard, String text) {
        append(shard(shard), text, text.getBytes(UTF_8));
    }

    /** Appends to the open shard that owns the key. */
    public synchronized void append(PartitionKey key, String text) {
        append(owner(key), key.value(), text.getBytes(UTF_8));
    }

    private FakeShard owner(PartitionKey key) {
        return shards.values().stream()
                .filter(shard -> shard.open && shard.range.contains(key.hash()))
                .findFirst()
                .orElseThrow();
    }

    private void append(FakeShard shard, String key, byte[] data) {
        BigInteger sequenceNumber = BigInteger.valueOf(1_000_000L * shard.id.index() + shard.records.size() + 1);
        shard.records.add(new StreamRecord(shard.id, sequenceNumber, key, now, data));
    }

    /** Drops the oldest records of a shard. */
    public synchronized void expire(ShardId shard, int count) {
        shard(shard).firstRetained += count;
    }

    /** Forgets a shard as if all of it had expired. */
    public synchronized void drop(ShardId shard) {
        shards.remove(shard);
    }

    public synchronized void pass(Duration time) {
        now = now.plus(time);
    }

    public synchronized Instant now() {
        return now;
    }

    public synchronized void expireIterators() {
        iteratorGeneration++;
    }

    public synchronized void failNextRead(Kind kind) {
        readFailures.add(new StreamException(kind, kind + " on order", null));
    }

    /** The next put refuses what the answer names and takes the rest. */
    public synchronized void answerNextPut(Function<List<PutEntry>, List<PutFailure>> answer) {
        putAnswers.add(answer);
    }

    public synchronized List<List<PutEntry>> puts() {
        return List.copyOf(puts);
    }

    public synchronized int reads() {
        return reads;
    }

    public synchronized List<String> texts() {
        return shards.values().stream()
                .flatMap(shard -> shard.records.stream())
                .map(record -> new String(record.data(), UTF_8))
                .toList();
    }

    private FakeShard shard(ShardId shard) {
        return Optional.ofNullable(shards.get(shard)).orElseThrow();
    }

    @Override
    public synchronized ShardListing listShards() {
        return new ShardListing(
                shards.values().stream()
                        .map(shard -> new ShardDescription(shard.id, shard.parents, shard.open))
                        .toList(),
                now);
    }

    @Override
    public synchronized String iterator(ShardId shard, ShardPosition position) throws StreamException {
        FakeShard source = shards.get(shard);
        if (source == null) {
            throw new StreamException(Kind.NOT_FOUND, "no shard " + shard, null);
        }
        int index = 0;
        if (position instanceof ShardPosition.At at) {
            while (index < source.records.size()
                    && source.records.get(index).sequenceNumber().compareTo(at.sequenceNumber()) < 0) {
                index++;
            }
        } else if (position instanceof ShardPosition.AtTimestamp at) {
            while (index < source.records.size()
                    && source.records.get(index).arrival().isBefore(at.arrival())) {
                index++;
            }
        }
        return token(shard, Math.max(index, source.firstRetained));
    }

    private String token(ShardId shard, int index) {
        return "%d/%d/%d".formatted(iteratorGeneration, shard.index(), index);
    }

    @Override
    public synchronized RecordBatch records(ShardId shard, String iterator, int limit) throws StreamException {
        reads++;
        StreamException failure = readFailures.poll();
        if (failure != null) {
            throw failure;
        }
        String[] parts = iterator.split("/", -1);
        if (Integer.parseInt(parts[0]) != iteratorGeneration) {
            throw new StreamException(Kind.ITERATOR_EXPIRED, "old iterator", null);
        }
        FakeShard source = shard(shard);
        int start = Math.max(Integer.parseInt(parts[2]), source.firstRetained);
        int end = Math.min(source.records.size(), start + limit);
        boolean drained = end == source.records.size();
        @Nullable String next = drained && !source.open ? null : token(shard, end);
        return new RecordBatch(
                new ArrayList<>(source.records.subList(Math.min(start, end), end)), next, drained ? 0 : 1000, now);
    }

    @Override
    public synchronized Duration retention() {
        return retention;
    }

    @Override
    public synchronized List<PutFailure> put(List<PutEntry> entries) throws StreamException {
        puts.add(List.copyOf(entries));
        Function<List<PutEntry>, List<PutFailure>> answer = putAnswers.poll();
        List<PutFailure> failures = answer == null ? List.of() : answer.apply(entries);
        Set<Integer> refused = new HashSet<>();
        failures.forEach(failure -> refused.add(failure.index()));
        for (int index = 0; index < entries.size(); index++) {
            PutEntry entry = entries.get(index);
            if (!refused.contains(index)) {
                append(owner(entry.partitionKey()), entry.partitionKey().value(), entry.data());
            }
        }
        return failures;
    }

    @Override
    public void close() {
        // The stream outlives its readers.
    }
}
