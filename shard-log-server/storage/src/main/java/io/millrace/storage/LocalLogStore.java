package io.millrace.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of this machine's disk: what a commit writes stays where it is, in segments, until retention deletes them.
 *
 * <p>A trimmed horizon outlives a restart only from the {@link #reclaim} on that frees a segment; a dropped shard whose
 * records are still on disk is back after one. Callers trim and drop again when they open.
 */
public final class LocalLogStore implements LogStore {
    private static final Logger log = LoggerFactory.getLogger(LocalLogStore.class);

    private final SegmentDirectory directory;
    private final LogStoreConfig config;
    private final Map<Long, ShardRuns> shards = new ConcurrentHashMap<>();
    private final LongAdder commits = new LongAdder();
    private final LongAdder records = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    // Guarded by this, which commits hold.
    private final List<Segment> sealed = new ArrayList<>();
    private Segment active;
    private Writer writer = new Writer();

    private LocalLogStore(SegmentDirectory directory, LogStoreConfig config, List<Segment> segments) {
        this.directory = directory;
        this.config = config;
        this.active = segments.removeLast();
        this.sealed.addAll(segments);
    }

    /**
     * Opens a directory, recovering what a crash left.
     *
     * @throws CorruptSegmentException if acknowledged records are damaged
     * @throws IOException if the directory cannot be used or another process holds it
     */
    public static LocalLogStore open(Path directory, LogStoreConfig config) throws IOException {
        return open(DiskDirectory.open(directory), config);
    }

    /** As {@link #open(Path, LogStoreConfig)}; the directory is the store's to close. */
    public static LocalLogStore open(SegmentDirectory directory, LogStoreConfig config) throws IOException {
        List<Segment> segments = new ArrayList<>();
        try {
            Map<Long, Extent> remembered = Horizons.read(directory);
            openSegments(directory, segments);
            List<Segment> inOrder = List.copyOf(segments);
            LocalLogStore store = new LocalLogStore(directory, config, segments);
            remembered.forEach((shard, extent) -> store.shards.put(shard, new ShardRuns(extent)));
            inOrder.forEach(segment -> store.publish(segment.runs()));
            remembered.forEach((shard, extent) -> store.runs(shard).trim(extent.first()));
            log.info("log open: {} segments, {} shards", inOrder.size(), store.shards.size());
            return store;
        } catch (IOException | RuntimeException e) {
            for (Segment segment : segments) {
                segment.close();
            }
            directory.close();
            throw e;
        }
    }

    @Override
    public synchronized LogWriter openWriter() throws IOException {
        writer.fence();
        // A failed force may have dropped pages that still read well: nothing past what was acknowledged is kept.
        active.cut();
        writer = new Writer();
        return writer;
    }

    @Override
    public Batch read(long shard, long fromSequence, ReadLimit limit) throws IOException {
        ShardRuns runs = shards.get(shard);
        if (runs == null) {
            return Batch.EMPTY;
        }
        while (true) {
            ShardRuns.View view = runs.view();
            try {
                return read(view, Math.max(fromSequence, view.extent().first()), limit);
            } catch (IOException e) {
                // The horizon may have passed the run and its file be gone; then what is left is the answer.
                if (shards.get(shard) == runs
                        && runs.view().extent().first() <= view.extent().first()) {
                    throw e;
                }
                if (shards.get(shard) != runs) {
                    return Batch.EMPTY;
                }
            }
        }
    }

    @Override
    public Extent extent(long shard) {
        ShardRuns runs = shards.get(shard);
        return runs == null ? Extent.EMPTY : runs.view().extent();
    }

    @Override
    public long firstSince(long shard, long arrivalMillis) throws IOException {
        ShardRuns runs = shards.get(shard);
        return runs == null ? Extent.EMPTY.next() : firstSince(runs.view(), arrivalMillis);
    }

    @Override
    public void trim(long shard, long beforeArrivalMillis) throws IOException {
        ShardRuns runs = shards.get(shard);
        if (runs != null) {
            runs.trim(firstSince(runs.view(), beforeArrivalMillis));
        }
    }

    @Override
    public void drop(long shard) {
        shards.remove(shard);
    }

    @Override
    public synchronized long reclaim() throws IOException {
        List<Segment> dead = sealed.stream()
                .filter(segment -> segment.runs().stream().noneMatch(this::isReadable))
                .toList();
        if (dead.isEmpty()) {
            return 0;
        }
        Map<Long, Extent> extents = new HashMap<>();
        shards.forEach((shard, runs) -> extents.put(shard, runs.view().extent()));
        Horizons.write(directory, extents);
        long freed = 0;
        for (Segment segment : dead) {
            sealed.remove(segment);
            segment.close();
            directory.delete(SegmentIndex.name(segment.name()));
            directory.delete(segment.name());
            freed += segment.length();
        }
        directory.force();
        log.info("reclaimed {} bytes in {} segments", freed, dead.size());
        return freed;
    }

    /** What the store has done since it was opened. */
    public LogStoreStatistics statistics() {
        int segments;
        synchronized (this) {
            segments = sealed.size() + 1;
        }
        return new LogStoreStatistics(commits.sum(), records.sum(), bytes.sum(), nanos.sum(), segments);
    }

    @Override
    public synchronized void close() throws IOException {
        writer.fence();
        for (Segment segment : sealed) {
            segment.close();
        }
        active.close();
        directory.close();
    }

    private static void openSegments(SegmentDirectory directory, List<Segment> opened) throws IOException {
        List<String> names = directory.list().stream()
                .filter(name -> name.endsWith(Segment.SUFFIX))
                .toList();
        if (names.isEmpty()) {
            opened.add(Segment.create(directory, 0));
            return;
        }
        for (String name : names.subList(0, names.size() - 1)) {
            opened.add(Segment.openSealed(directory, name));
        }
        if (!opened.isEmpty() && opened.getLast().nextBatch() > Segment.firstBatch(names.getLast())) {
            throw new CorruptSegmentException(names.getLast(), 0, "its batches are in the segment before it too");
        }
        opened.add(Segment.recover(directory, names.getLast()));
    }

    private void publish(List<Run> committed) {
        for (Run run : committed) {
            runs(run.shard()).append(run);
        }
    }

    private ShardRuns runs(long shard) {
        return shards.computeIfAbsent(shard, number -> new ShardRuns(Extent.EMPTY));
    }

    private boolean isReadable(Run run) {
        ShardRuns runs = shards.get(run.shard());
        return runs != null && run.span().lastSequence() >= runs.view().extent().first();
    }

    private static Batch read(ShardRuns.View view, long from, ReadLimit limit) throws IOException {
        Reading reading = new Reading(from, limit);
        for (int index = view.runReaching(from); index < view.to() && !reading.isFull(); index++) {
            Run run = view.runs()[index];
            RunReader.visit(run.segment().read(run), 0, reading);
        }
        return reading.batch();
    }

    private static long firstSince(ShardRuns.View view, long arrivalMillis) throws IOException {
        int index = view.runArrivedBy(arrivalMillis);
        if (index == view.to()) {
            return view.extent().next();
        }
        Run run = view.runs()[index];
        long[] found = {view.extent().next()};
        RunReader.visit(run.segment().read(run), 0, (sequence, arrival, source, position, length) -> {
            if (arrival < arrivalMillis) {
                return true;
            }
            found[0] = sequence;
            return false;
        });
        return Math.max(found[0], view.extent().first());
    }

    private void roll() throws IOException {
        Segment next = Segment.create(directory, active.nextBatch());
        sealed.add(active);
        try {
            new SegmentIndex(directory, active).write();
        } catch (IOException e) {
            log.warn("no index beside {}; the next start makes it", active.name(), e);
        }
        active = next;
    }

    /** Collects records until a limit is reached. */
    private static final class Reading implements RunReader.RecordVisitor {
        private final long from;
        private final ReadLimit limit;
        private final List<Batch.Entry> entries = new ArrayList<>();
        private long payloadBytes;
        private boolean full;

        Reading(long from, ReadLimit limit) {
            this.from = from;
            this.limit = limit;
        }

        @Override
        public boolean visit(long sequence, long arrivalMillis, ByteBuffer source, int position, int length) {
            if (sequence < from) {
                return true;
            }
            full = !entries.isEmpty()
                    && (entries.size() == limit.records() || payloadBytes + length > limit.payloadBytes());
            if (full) {
                return false;
            }
            byte[] payload = new byte[length];
            source.get(position, payload);
            entries.add(new Batch.Entry(sequence, arrivalMillis, payload));
            payloadBytes += length;
            return true;
        }

        boolean isFull() {
            return full;
        }

        Batch batch() {
            return new Batch(entries);
        }
    }

    /** One writer's turn; dead after a failure or when the next one is opened. */
    private final class Writer implements LogWriter {
        private final StagedBatch staged = new StagedBatch();
        private long stagedRecords;
        private boolean fenced;

        /** Called with the store's lock. */
        void fence() {
            fenced = true;
        }

        @Override
        public void append(long shard, long sequence, long arrivalMillis, byte[] payload) {
            staged.add(shard, new Batch.Entry(sequence, arrivalMillis, payload));
            stagedRecords++;
        }

        @Override
        public void commit() throws IOException {
            synchronized (LocalLogStore.this) {
                if (fenced) {
                    throw new FencedException("the writer has failed, or another was opened");
                }
                if (staged.isEmpty()) {
                    return;
                }
                long began = System.nanoTime();
                long before = active.length();
                List<Run> committed;
                try {
                    if (active.length() >= config.segmentBytes()) {
                        roll();
                        before = active.length();
                    }
                    committed = active.append(staged);
                } catch (IOException | RuntimeException e) {
                    fenced = true;
                    throw e;
                }
                publish(committed);
                count(active.length() - before, System.nanoTime() - began);
            }
        }

        @Override
        public void close() {
            synchronized (LocalLogStore.this) {
                fenced = true;
            }
        }

        private void count(long grownBytes, long took) {
            commits.increment();
            records.add(stagedRecords);
            bytes.add(grownBytes);
            nanos.add(took);
            staged.clear();
            stagedRecords = 0;
        }
    }
}
