package io.millrace.server.write;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.storage.Extent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What waits for the writer, and what it has taken and not answered. Any thread puts, one takes. */
final class AppendQueue {
    private static final Logger logger = LoggerFactory.getLogger(AppendQueue.class);

    /** What is asked of the writer. */
    sealed interface Message {}

    /** @param nanos when it came, by {@link System#nanoTime} */
    record Request(List<Append> appends, long bytes, long nanos, CompletableFuture<Outcome> outcome)
            implements Message {}

    /** To end shards, or to take that back. */
    record Sealing(List<Long> shards, boolean sealed, CompletableFuture<List<Extent>> ends) implements Message {}

    /** To end. */
    record Stop() implements Message {}

    private final WriterConfig config;
    // Without a capacity of its own: what is admitted is bounded by the two counters, and a stop is always admitted.
    private final LinkedBlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    /** Of those that were taken and not answered. */
    private volatile @Nullable Request oldest;

    AppendQueue(WriterConfig config, MeterRegistry meters) {
        this.config = config;
        WriterMeters.watch(meters, requests, bytes);
    }

    /** Puts a request in line; false if too much is waiting. */
    boolean offer(Request request) {
        if (requests.incrementAndGet() > config.queueRequests()) {
            requests.decrementAndGet();
            return false;
        }
        if (bytes.addAndGet(request.bytes()) > config.queueBytes()) {
            release(request);
            return false;
        }
        messages.add(request);
        return true;
    }

    /** Puts what is always admitted in line. */
    void add(Message message) {
        messages.add(message);
    }

    /** Waits for a message. */
    Message take() {
        while (true) {
            try {
                return messages.take();
            } catch (InterruptedException e) {
                // Nobody has reason to interrupt this thread: an interrupt would close the log's files. It is cleared.
                logger.warn("The writer was interrupted, and goes on", e);
            }
        }
    }

    @Nullable
    Message poll() {
        return messages.poll();
    }

    /** Which of the requests taken came first, or null once they are answered. */
    void working(@Nullable Request first) {
        oldest = first;
    }

    /** Makes room for others: the request is answered. */
    void release(Request request) {
        requests.decrementAndGet();
        bytes.addAndGet(-request.bytes());
    }

    /** How long the request has waited that has waited longest; 0 if none does. */
    double oldestSeconds() {
        Request taken = oldest;
        Message first = taken == null ? messages.peek() : taken;
        return first instanceof Request request ? (System.nanoTime() - request.nanos()) / 1e9 : 0;
    }
}
