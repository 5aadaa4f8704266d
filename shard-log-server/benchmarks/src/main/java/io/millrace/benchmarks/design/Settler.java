package io.millrace.benchmarks.design;

import static java.nio.file.StandardOpenOption.READ;

import io.millrace.benchmarks.design.JournalThenFiles.Item;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** Moves full journals into a file for each shard, in the background. */
final class Settler implements Closeable {
    /** Full journals that wait or are under way before whoever adds one has to wait. */
    private static final int UNSETTLED_MAX = 2;

    /** Forces that may share a commit of the file system. */
    private static final int FORCES_AT_ONCE = 16;

    private final Path directory;
    private final Semaphore room = new Semaphore(UNSETTLED_MAX);
    private final ExecutorService settling = Executors.newSingleThreadExecutor();
    private final ExecutorService forcing = Executors.newFixedThreadPool(FORCES_AT_ONCE);
    // The adding thread's own.
    private final List<Future<?>> added = new ArrayList<>();

    private Settler(Path directory) {
        this.directory = directory;
    }

    static Settler start(Path directory) {
        return new Settler(directory);
    }

    /** A journal that takes no more, all of it forced. */
    record FullJournal(Path path, List<Item> records) {}

    void add(FullJournal journal) {
        room.acquireUninterruptibly();
        added.add(settling.submit(() -> {
            try {
                settle(journal);
            } finally {
                room.release();
            }
            return journal;
        }));
    }

    /** Waits for every journal; throws what one failed with. */
    void awaitAll() throws IOException {
        for (Future<?> journal : added) {
            await(journal);
        }
        added.clear();
    }

    @Override
    public void close() throws IOException {
        awaitAll();
        settling.close();
        forcing.close();
    }

    static void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, READ)) {
            channel.force(true);
        }
    }

    private void settle(FullJournal journal) throws IOException {
        Map<Integer, List<Item>> byShard = new TreeMap<>();
        for (Item record : journal.records()) {
            byShard.computeIfAbsent(record.shard(), shard -> new ArrayList<>()).add(record);
        }
        List<Future<?>> files = new ArrayList<>();
        byShard.forEach((shard, records) -> files.add(forcing.submit(() -> {
            ShardFile.append(directory, shard, records);
            return shard;
        })));
        for (Future<?> file : files) {
            await(file);
        }
        forceDirectory(directory);
        Files.delete(journal.path());
    }

    private static void await(Future<?> work) throws IOException {
        try {
            work.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException("settling failed: " + e.getCause(), e);
        }
    }
}
