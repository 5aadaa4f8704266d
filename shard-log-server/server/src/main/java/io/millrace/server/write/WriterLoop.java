package io.millrace.server.write;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.server.write.AppendQueue.Message;
import io.millrace.server.write.AppendQueue.Request;
import io.millrace.server.write.AppendQueue.Sealing;
import io.millrace.server.write.AppendQueue.Stop;
import io.millrace.storage.Extent;
import io.millrace.storage.LogStore;
import io.millrace.storage.LogWriter;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that appends to every shard of a log store. It takes what has queued up while the last commit ran, gives
 * each record its sequence and arrival, makes all of them durable with one commit, and only then answers.
 *
 * <p>After a failure it answers everything with {@link Outcome.Failed} until the log can be opened, and so recovered,
 * again. It is stopped by a message and never interrupted.
 */
public final class WriterLoop implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(WriterLoop.class);

    /** That the disk is full is said again, but not for every request. */
    private static final long WARN_EVERY_MILLIS = 60_000;

    private final LogStore store;
    private final WriterConfig config;
    private final InstantSource clock;
    private final WriterMeters meters;
    private final AppendQueue queue;
    private final Thread thread;

    // The loop's thread alone writes these.
    private final ShardEnds ends;
    private final Outage outage;
    private volatile @Nullable LogWriter writer;
    private long reopenAtMillis;
    private long reopenAfterMillis;
    private long warnedAtMillis;
    private volatile boolean ended;

    private WriterLoop(LogStore store, WriterConfig config, InstantSource clock, MeterRegistry meters) {
        this.store = store;
        this.ends = new ShardEnds(store);
        this.config = config;
        this.clock = clock;
        this.outage = new Outage(clock);
        this.meters = new WriterMeters(meters);
        this.queue = new AppendQueue(config, meters);
        this.reopenAfterMillis = config.reopenAfter().toMillis();
        this.thread = Thread.ofPlatform().name("writer-loop").unstarted(this::run);
    }

    /** Opens the store's writer, so that a log which cannot be written fails here, and starts the thread. */
    public static WriterLoop start(LogStore store, WriterConfig config, InstantSource clock, MeterRegistry meters)
            throws IOException {
        WriterLoop loop = stepped(store, config, clock, meters);
        loop.thread.start();
        return loop;
    }

    /** As {@link #start}, without the thread: whoever asks for it takes each {@link #turn} of the loop. */
    public static WriterLoop stepped(LogStore store, WriterConfig config, InstantSource clock, MeterRegistry meters)
            throws IOException {
        WriterLoop loop = new WriterLoop(store, config, clock, meters);
        loop.writer = store.openWriter();
        loop.meters.watch(loop);
        return loop;
    }

    /** Waits until the appends are durable or refused. For any thread. */
    public Outcome append(List<Append> appends) {
        return submit(appends).join();
    }

    /** Puts the appends in line; completes when they are durable or refused. For any thread. */
    public CompletableFuture<Outcome> submit(List<Append> appends) {
        long bytes = 0;
        for (Append append : appends) {
            bytes += append.content().length();
        }
        Request request = new Request(List.copyOf(appends), bytes, System.nanoTime(), new CompletableFuture<>());
        if (!queue.offer(request)) {
            Outcome throttled = new Outcome.Throttled();
            meters.refused(throttled);
            return CompletableFuture.completedFuture(throttled);
        }
        if (ended) {
            // The loop may have looked for the last time before this request came.
            failQueued();
        }
        return request.outcome();
    }

    /** Whether the last commit, or the recovery after it, succeeded. For any thread. */
    boolean isWritable() {
        return writer != null;
    }

    /** How long the request has waited that has waited longest, in seconds; 0 if none does. For any thread. */
    double oldestSeconds() {
        return queue.oldestSeconds();
    }

    /**
     * Ends shards: what was asked for before is written, what comes behind is {@link Outcome.Sealed}. Completes with what
     * each holds, in the given order, or with an {@link IOException} and nothing sealed. For any thread.
     */
    public CompletableFuture<List<Extent>> seal(List<Long> shards) {
        return sealing(shards, true);
    }

    /** Takes seals back. For any thread. */
    public CompletableFuture<List<Extent>> unseal(List<Long> shards) {
        return sealing(shards, false);
    }

    private CompletableFuture<List<Extent>> sealing(List<Long> shards, boolean sealed) {
        Sealing sealing = new Sealing(List.copyOf(shards), sealed, new CompletableFuture<>());
        queue.add(sealing);
        if (ended) {
            failQueued();
        }
        return sealing.ends();
    }

    /** Commits what is queued, then ends the thread. */
    @Override
    public void close() {
        queue.add(new Stop());
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (turn()) {
                // A turn is one commit.
            }
        } catch (Throwable e) {
            logger.error("The writer has died; restart the server", e);
        } finally {
            ended = true;
            abandonWriter();
            failQueued();
        }
    }

    /** Waits for a message, makes one commit of what is queued and answers it; returns whether the loop goes on. */
    public boolean turn() {
        List<Request> batch = new ArrayList<>();
        Message end = gather(batch);
        if (!batch.isEmpty()) {
            List<Outcome> outcomes = List.of();
            try {
                outcomes = commit(batch);
            } finally {
                // Even if this thread dies: no caller waits for ever.
                answer(batch, outcomes);
                queue.working(null);
            }
        }
        if (end instanceof Sealing sealing) {
            seal(sealing);
        }
        return !(end instanceof Stop);
    }

    /** Waits for a message, then takes requests that are there already. Returns what ends them, if it is no request. */
    private @Nullable Message gather(List<Request> batch) {
        long bytes = 0;
        Message message = queue.take();
        while (message instanceof Request request) {
            if (batch.isEmpty()) {
                queue.working(request);
            }
            batch.add(request);
            bytes += request.bytes();
            boolean full = batch.size() >= config.batchRequests() || bytes >= config.batchBytes();
            message = full ? null : queue.poll();
        }
        return message;
    }

    /** What became of the requests; those it does not tell of have failed. */
    private List<Outcome> commit(List<Request> batch) {
        if (!openWriter()) {
            return List.of();
        }
        List<Outcome> outcomes = new ArrayList<>(batch.size());
        try {
            LogWriter open = Objects.requireNonNull(writer);
            stageWhatFits(open, batch, outcomes);
            if (outcomes.stream().noneMatch(Outcome.Acknowledged.class::isInstance)) {
                return outcomes;
            }
            long start = System.nanoTime();
            open.commit();
            meters.committed(System.nanoTime() - start, batch.size());
            outage.over();
            return outcomes;
        } catch (IOException | RuntimeException e) {
            outage.failed(batch.size(), e);
            abandonWriter();
            reopenAtMillis = clock.millis() + reopenAfterMillis;
            outcomes.replaceAll(outcome -> outcome instanceof Outcome.Acknowledged ? new Outcome.Failed() : outcome);
            return outcomes;
        }
    }

    /** Adds what becomes of every request once the writer commits. */
    private void stageWhatFits(LogWriter open, List<Request> batch, List<Outcome> outcomes) throws IOException {
        long room = store.room();
        for (Request request : batch) {
            long bytes = request.bytes() + (long) request.appends().size() * LogStore.RECORD_OVERHEAD_BYTES;
            if (bytes > room) {
                warnOfFullDisk(room);
                outcomes.add(new Outcome.Full());
            } else {
                room -= bytes;
                outcomes.add(ends.stage(open, request.appends(), clock.millis()));
            }
        }
    }

    private void warnOfFullDisk(long room) {
        long now = clock.millis();
        if (Math.abs(now - warnedAtMillis) >= WARN_EVERY_MILLIS) {
            warnedAtMillis = now;
            logger.warn(
                    "The log has room for {} bytes on its disk: appends that need more are refused until records expire",
                    room);
        }
    }

    /** Nothing is staged now, so that what the store tells of a shard is its end. */
    private void seal(Sealing sealing) {
        List<Extent> extents = new ArrayList<>(sealing.shards().size());
        try {
            if (sealing.sealed() && !openWriter()) {
                throw new IOException("the log is not open");
            }
            for (long shard : sealing.shards()) {
                ends.forget(shard);
                if (sealing.sealed()) {
                    extents.add(Objects.requireNonNull(writer).seal(shard));
                } else {
                    store.unseal(shard);
                    extents.add(store.extent(shard));
                }
            }
            sealing.ends().complete(extents);
        } catch (IOException | RuntimeException e) {
            sealing.shards().forEach(store::unseal);
            // A fenced writer seals nothing; another is opened with the next request.
            abandonWriter();
            sealing.ends().completeExceptionally(e);
        }
    }

    private void answer(List<Request> batch, List<Outcome> outcomes) {
        ends.committed();
        for (int i = 0; i < batch.size(); i++) {
            Request request = batch.get(i);
            queue.release(request);
            Outcome outcome = i < outcomes.size() ? outcomes.get(i) : new Outcome.Failed();
            meters.refused(outcome);
            if (outcome instanceof Outcome.Failed) {
                outage.refused();
            }
            request.outcome().complete(outcome);
        }
    }

    /** Returns whether there is a writer, opening one if it is time to. */
    private boolean openWriter() {
        if (writer != null) {
            return true;
        }
        long wait = reopenAtMillis - clock.millis();
        // A longer wait than any ever set means that the clock has gone back.
        if (wait > 0 && wait <= config.reopenAfterMax().toMillis()) {
            return false;
        }
        try {
            writer = store.openWriter();
        } catch (IOException | RuntimeException e) {
            reopenAfterMillis = Math.min(
                    2 * Math.max(1, reopenAfterMillis), config.reopenAfterMax().toMillis());
            reopenAtMillis = clock.millis() + reopenAfterMillis;
            outage.closed(reopenAfterMillis, e);
            return false;
        }
        reopenAfterMillis = config.reopenAfter().toMillis();
        logger.debug("The log was recovered");
        return true;
    }

    private void abandonWriter() {
        LogWriter failed = writer;
        writer = null;
        ends.forgetAll();
        if (failed == null) {
            return;
        }
        try {
            failed.close();
        } catch (IOException e) {
            logger.warn("The log's writer did not close", e);
        }
    }

    private void failQueued() {
        for (Message message = queue.poll(); message != null; message = queue.poll()) {
            switch (message) {
                case Request request -> {
                    queue.release(request);
                    Outcome failed = new Outcome.Failed();
                    meters.refused(failed);
                    request.outcome().complete(failed);
                }
                case Sealing sealing -> sealing.ends().completeExceptionally(new IOException("the writer has ended"));
                case Stop() -> {
                    // It has.
                }
            }
        }
    }
}
