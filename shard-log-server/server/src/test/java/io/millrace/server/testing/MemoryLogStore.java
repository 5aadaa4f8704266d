package io.millrace.server.testing;

import io.millrace.storage.Batch;
import io.millrace.storage.Extent;
import io.millrace.storage.FencedException;
import io.millrace.storage.LogStore;
import io.millrace.storage.LogWriter;
import io.millrace.storage.ReadLimit;
import io.millrace.storage.RecordContent;
import io.millrace.storage.RecordVisitor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** A log store in memory whose commits and openings can be made to fail or to wait. */
public final class MemoryLogStore implements LogStore {
    private final Map<Long, NavigableMap<Long, Batch.Entry>> shards = new HashMap<>();
    private final Map<Long, Extent> extents = new HashMap<>();
    private final Set<Long> sealed = new HashSet<>();
    private final List<Integer> commits = new ArrayList<>();
    private boolean paused;
    private int failingCommits;
    private int failingOpenings;
    private long trimmedBytes;
    private int reclaims;
    private long room = Long.MAX_VALUE;
    private @org.jspecify.annotations.Nullable Writer current;

    private final class Writer implements LogWriter {
        private final List<Runnable> staged = new ArrayList<>();

        @Override
        public void append(long shard, long sequence, long arrivalMillis, RecordContent content) throws IOException {
            check();
            if (isSealed(shard)) {
                throw new IllegalStateException("sealed");
            }
            ByteBuffer payload = ByteBuffer.allocate(content.length());
            content.writeTo(payload);
            staged.add(() -> {
                Extent extent = extents.getOrDefault(shard, Extent.EMPTY);
                assert sequence >= extent.next() : "sequence goes back";
                assert arrivalMillis >= extent.lastArrivalMillis() : "arrival goes back";
                shards.computeIfAbsent(shard, number -> new TreeMap<>())
                        .put(sequence, new Batch.Entry(sequence, arrivalMillis, payload.array()));
                extents.put(shard, new Extent(extent.first(), sequence + 1, arrivalMillis));
            });
        }

        @Override
        public void commit() throws IOException {
            synchronized (MemoryLogStore.this) {
                waitForResume();
                check();
                if (failingCommits > 0) {
                    failingCommits--;
                    current = null;
                    throw new IOException("no space left");
                }
                staged.forEach(Runnable::run);
                commits.add(staged.size());
                staged.clear();
            }
        }

        @Override
        public Extent seal(long shard) throws FencedException {
            check();
            synchronized (MemoryLogStore.this) {
                sealed.add(shard);
                return extent(shard);
            }
        }

        private void check() throws FencedException {
            synchronized (MemoryLogStore.this) {
                if (current != this) {
                    throw new FencedException("fenced");
                }
            }
        }

        @Override
        public void close() {
            synchronized (MemoryLogStore.this) {
                if (current == this) {
                    current = null;
                }
            }
        }
    }

    /** Makes the next commits fail, and then as many openings. */
    public synchronized void fail(int commits, int openings) {
        failingCommits = commits;
        failingOpenings = openings;
    }

    /** How often somebody has reclaimed. */
    public synchronized int reclaims() {
        return reclaims;
    }

    /** What every commit from now on has room for. */
    public synchronized void room(long bytes) {
        room = bytes;
    }

    @Override
    public synchronized long room() {
        return room;
    }

    /** Makes commits wait until {@link #resume}. */
    public synchronized void pause() {
        paused = true;
    }

    public synchronized void resume() {
        paused = false;
        notifyAll();
    }

    private synchronized void waitForResume() {
        try {
            while (paused) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("the writer's thread is never interrupted", e);
        }
    }

    /** How many records each commit took. */
    public synchronized List<Integer> commits() {
        return List.copyOf(commits);
    }

    @Override
    public synchronized LogWriter openWriter() throws IOException {
        if (failingOpenings > 0) {
            failingOpenings--;
            throw new IOException("no space left");
        }
        current = new Writer();
        return current;
    }

    @Override
    public synchronized int read(long shard, long fromSequence, ReadLimit limit, RecordVisitor visitor) {
        int records = 0;
        long bytes = 0;
        for (Batch.Entry entry : entriesOf(shard).tailMap(fromSequence).values()) {
            byte[] payload = entry.payload();
            bytes += payload.length;
            if (records > 0 && (records >= limit.records() || bytes > limit.payloadBytes())) {
                break;
            }
            visitor.visit(entry.sequence(), entry.arrivalMillis(), ByteBuffer.wrap(payload), 0, payload.length);
            records++;
        }
        return records;
    }

    @Override
    public synchronized Extent extent(long shard) {
        return extents.getOrDefault(shard, Extent.EMPTY);
    }

    @Override
    public synchronized boolean isSealed(long shard) {
        return sealed.contains(shard);
    }

    @Override
    public synchronized void unseal(long shard) {
        sealed.remove(shard);
    }

    @Override
    public synchronized long firstSince(long shard, long arrivalMillis) {
        return entriesOf(shard).values().stream()
                .filter(entry -> entry.arrivalMillis() >= arrivalMillis)
                .mapToLong(Batch.Entry::sequence)
                .findFirst()
                .orElseGet(() -> extent(shard).next());
    }

    @Override
    public synchronized void trim(long shard, long beforeArrivalMillis) {
        if (!extents.containsKey(shard)) {
            return;
        }
        Extent extent = extent(shard);
        long first = Math.max(extent.first(), firstSince(shard, beforeArrivalMillis));
        NavigableMap<Long, Batch.Entry> expired = entriesOf(shard).headMap(first, false);
        expired.values().forEach(entry -> trimmedBytes += entry.payload().length);
        expired.clear();
        extents.put(shard, new Extent(first, extent.next(), extent.lastArrivalMillis()));
    }

    @Override
    public synchronized void drop(long shard) {
        shards.remove(shard);
        extents.remove(shard);
        sealed.remove(shard);
    }

    @Override
    public synchronized long reclaim() {
        reclaims++;
        long freed = trimmedBytes;
        trimmedBytes = 0;
        return freed;
    }

    /** What was committed stays for whoever opens a writer next. */
    @Override
    public synchronized void close() {
        current = null;
    }

    private NavigableMap<Long, Batch.Entry> entriesOf(long shard) {
        return shards.getOrDefault(shard, new TreeMap<>());
    }
}
