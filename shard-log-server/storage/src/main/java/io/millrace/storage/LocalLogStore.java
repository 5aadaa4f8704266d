package io.millrace.storage;

import io.millrace.storage.Horizons.Kept;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
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
    private final Set<Long> sealedShards = ConcurrentHashMap.newKeySet();

    private final Counters counters = new Counters();
    private final DiskRoom disk;
    private final Tail tail;
    private final RunSource source;
    private final LogReader reader;
    /** One reclaim at a time; a commit does not wait for it. */
    private final Object reclaiming = new Object();
    /** First batches of deleted segments that one still there, or back after a crash, may name. Guarded by reclaiming. */
    private final Set<Long> gone = new HashSet<>();

    // Guarded by this, which commits hold.
    private final List<Segment> sealed = new ArrayList<>();
    private Segment active;
    private Writer writer = new Writer();
    /** Whether the active segment's file may have bytes past what was acknowledged. */
    private boolean torn = true;
    /** Whether the active segment takes no more, though it is not full: another was begun, or a force of it failed. */
    private boolean ending;
    /** Written under the lock, read without: whoever counts must not wait for the disk. */
    private volatile int segmentCount;

    private LocalLogStore(SegmentDirectory directory, LogStoreConfig config, List<Segment> segments) {
        this.directory = directory;
        this.config = config;
        this.tail = new Tail(config.tailBytes());
        this.source = new RunSource(tail);
        this.reader = new LogReader(shards, source);
        this.active = segments.getLast();
        this.sealed.addAll(segments.subList(0, segments.size() - 1));
        this.segmentCount = segments.size();
        this.disk = new DiskRoom(directory, config.disk());
        sealed.forEach(segment -> disk.sealed(segment.bytesOnDisk()));
        disk.active(active.bytesOnDisk());
    }

    /**
     * Opens a directory, recovering what a crash left.
     *
     * @throws CorruptSegmentException if acknowledged records are damaged or missing
     * @throws IOException if the directory cannot be used or another process holds it
     */
    public static LocalLogStore open(Path directory, LogStoreConfig config) throws IOException {
        return open(DiskDirectory.open(directory), config);
    }

    /** As {@link #open(Path, LogStoreConfig)}; the directory is the store's to close. */
    public static LocalLogStore open(SegmentDirectory directory, LogStoreConfig config) throws IOException {
        try {
            Horizons remembered = Horizons.read(directory);
            List<Segment> segments = LogFiles.open(directory, remembered.gone());
            LocalLogStore store = new LocalLogStore(directory, config, segments);
            store.gone.addAll(remembered.gone().keySet());
            store.publish(remembered.extents());
            log.info("log open: {} segments, {} shards", segments.size(), store.shards.size());
            return store;
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    @Override
    public synchronized LogWriter openWriter() throws IOException {
        writer.fence();
        // A failed force may have dropped pages that still read well: nothing past what was acknowledged is kept.
        active.cut();
        torn = false;
        writer = new Writer();
        return writer;
    }

    @Override
    public int read(long shard, long fromSequence, ReadLimit limit, RecordVisitor visitor) throws IOException {
        return reader.read(shard, fromSequence, limit, visitor);
    }

    @Override
    public long room() throws IOException {
        return disk.left();
    }

    @Override
    public Extent extent(long shard) {
        ShardRuns runs = shards.get(shard);
        return runs == null ? Extent.EMPTY : runs.view().extent();
    }

    @Override
    public boolean isSealed(long shard) {
        return !sealedShards.isEmpty() && sealedShards.contains(shard);
    }

    @Override
    public void unseal(long shard) {
        sealedShards.remove(shard);
    }

    @Override
    public long firstSince(long shard, long arrivalMillis) throws IOException {
        return reader.firstSince(shard, arrivalMillis);
    }

    @Override
    public void trim(long shard, long beforeArrivalMillis) throws IOException {
        ShardRuns runs = shards.get(shard);
        if (runs != null) {
            runs.trim(firstSince(shard, beforeArrivalMillis));
        }
    }

    @Override
    public void drop(long shard) {
        shards.remove(shard);
        sealedShards.remove(shard);
    }

    @Override
    public long reclaim() throws IOException {
        synchronized (reclaiming) {
            List<Segment> kept = new ArrayList<>();
            List<Segment> dead = new ArrayList<>();
            synchronized (this) {
                Set<Segment> readable = ShardRuns.sealedSegments(shards.values());
                // Else a log that takes no more, for want of room, would never have any again. With room enough it is
                // left until it is the oldest, so that a quiet log is not cut into small segments.
                if (isSpent() && (readable.isEmpty() || disk.left() < config.segmentBytes())) {
                    rollIfPossible();
                }
                sealed.forEach(segment -> (readable.contains(segment) ? kept : dead).add(segment));
                kept.add(active);
            }
            if (dead.isEmpty()) {
                Horizons.reserve(directory, shards.size());
                return 0;
            }
            return delete(dead, kept);
        }
    }

    /** What the store has done since it was opened. */
    public LogStoreStatistics statistics() {
        return counters.statistics(segmentCount, tail, disk);
    }

    @Override
    public void close() throws IOException {
        synchronized (reclaiming) {
            synchronized (this) {
                writer.fence();
                for (Segment segment : sealed) {
                    segment.close();
                }
                active.close();
                tail.close();
                directory.close();
            }
        }
    }

    private void publish(Map<Long, Extent> remembered) {
        remembered.forEach((shard, extent) -> shards.put(shard, new ShardRuns(extent)));
        for (Segment segment : sealed) {
            segment.runs().forEach(runs -> shard(runs.shard()).seal(runs));
        }
        active.recentRuns().forEach(runs -> shard(runs.shard()).grow(runs));
        remembered.forEach((shard, extent) -> shard(shard).trim(extent.first()));
    }

    private ShardRuns shard(long number) {
        return shards.computeIfAbsent(number, absent -> new ShardRuns(Extent.EMPTY));
    }

    /** Whether nothing in the active segment is readable any more, and it can be left as it is. */
    private boolean isSpent() {
        return !torn
                && !active.isEmpty()
                && active.recentRuns().stream().allMatch(runs -> {
                    ShardRuns shard = shards.get(runs.shard());
                    return shard == null
                            || shard.view().extent().first() > runs.span().lastSequence();
                });
    }

    private long delete(List<Segment> dead, List<Segment> kept) throws IOException {
        Map<Long, Extent> extents = new HashMap<>();
        shards.forEach((shard, runs) -> extents.put(shard, runs.view().extent()));
        dead.forEach(segment -> gone.add(segment.header().number()));
        // Before any file goes: what it tells of its shards is told here from now on.
        new Horizons(extents, before(gone, kept)).write(directory);
        long freed = 0;
        for (Segment segment : dead) {
            segment.close();
            directory.delete(SegmentIndex.name(segment.name()));
            directory.delete(segment.name());
            freed += segment.length();
            synchronized (this) {
                // Not before it is gone: what cannot be deleted now is tried again, and takes room until then.
                sealed.remove(segment);
                disk.sealed(-segment.bytesOnDisk());
                segmentCount = sealed.size() + 1;
            }
        }
        directory.force();
        // Only now: until then a crash may bring back a segment whose own predecessor is gone.
        gone.retainAll(kept.stream().map(segment -> segment.header().previous()).toList());
        counters.reclaimed(dead.size(), freed);
        log.info("reclaimed {} bytes in {} segments", freed, dead.size());
        return freed;
    }

    /** The nearest of the kept segments before each of those that are gone. */
    private static Map<Long, Kept> before(Set<Long> gone, List<Segment> kept) {
        TreeMap<Long, Kept> numbered = new TreeMap<>();
        for (Segment segment : kept) {
            numbered.put(segment.header().number(), new Kept(segment.header().number(), segment.length()));
        }
        Map<Long, Kept> before = new HashMap<>();
        for (long number : gone) {
            Map.Entry<Long, Kept> nearest = numbered.lowerEntry(number);
            before.put(number, nearest == null ? Kept.NONE : nearest.getValue());
        }
        return before;
    }

    private void roll() throws IOException {
        // Should the next one be there by half, then this one must not go on under its number.
        ending = true;
        Segment full = active;
        active = full.next(directory);
        ending = false;
        sealed.add(full);
        segmentCount = sealed.size() + 1;
        for (Runs runs : full.seal(directory)) {
            // A shard that was dropped must not come back.
            ShardRuns shard = shards.get(runs.shard());
            if (shard != null) {
                shard.seal(runs);
            }
        }
        disk.sealed(full.bytesOnDisk());
        disk.active(active.bytesOnDisk());
    }

    /** A disk too full for another segment may be less so once others are deleted. */
    private void rollIfPossible() {
        try {
            roll();
        } catch (IOException e) {
            log.warn("no segment after {} for now", active.name(), e);
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
        public void append(long shard, long sequence, long arrivalMillis, RecordContent content) {
            if (isSealed(shard)) {
                throw new IllegalStateException("shard %d is sealed".formatted(shard));
            }
            staged.add(shard, sequence, arrivalMillis, content);
            stagedRecords++;
        }

        @Override
        public Extent seal(long shard) throws FencedException {
            synchronized (LocalLogStore.this) {
                check();
                if (staged.holds(shard)) {
                    throw new IllegalStateException("records of shard %d are staged: commit first".formatted(shard));
                }
                sealedShards.add(shard);
                return extent(shard);
            }
        }

        /** Called with the store's lock. */
        private void check() throws FencedException {
            if (fenced) {
                throw new FencedException("the writer has failed, or another was opened");
            }
        }

        @Override
        public void commit() throws IOException {
            synchronized (LocalLogStore.this) {
                check();
                if (staged.isEmpty()) {
                    return;
                }
                try {
                    write();
                } catch (IOException | RuntimeException e) {
                    fenced = true;
                    torn = true;
                    // What the file holds past the last good force is unknown: its pages may look clean and not be.
                    ending = !active.isEmpty();
                    throw e;
                }
            }
        }

        @Override
        public void close() {
            synchronized (LocalLogStore.this) {
                fenced = true;
            }
        }

        /** Called with the store's lock. */
        private void write() throws IOException {
            long began = System.nanoTime();
            if (ending || active.isFull(config.segmentBytes())) {
                roll();
            }
            long position = active.append(staged, counters);
            ByteBuffer batch = staged.encoded();
            tail.put(batch, active.address(position));
            source.appended(batch.remaining());
            // On disk: only now may anybody see it.
            active.publish(staged, position, LocalLogStore.this::shard);
            disk.active(active.bytesOnDisk());
            counters.committed(stagedRecords, batch.remaining(), System.nanoTime() - began);
            staged.clear();
            stagedRecords = 0;
        }
    }
}
