package io.millrace.trino;

import static java.util.concurrent.CompletableFuture.supplyAsync;

import io.trino.spi.connector.ConnectorPageSource;
import io.trino.spi.connector.MemoryContext;
import io.trino.spi.connector.SourcePage;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.Record;

/** Reads a split. While a page is made of the records of one call, the next call is on its way. */
final class MillracePageSource implements ConnectorPageSource {
    private final ShardReader reader;
    private final RecordPages pages;
    private final Executor executor;
    private final long limit;
    private final MemoryContext memory;
    private final AtomicLong readNanos = new AtomicLong();

    /** Null once the reader has come to its end, or enough rows are out. Trino's thread writes it. */
    private @Nullable CompletableFuture<Optional<List<Record>>> fetch;

    private final Queue<Record> fetched = new ArrayDeque<>();
    private long fetchedBytes;
    private long completedBytes;
    private long completedRows;

    MillracePageSource(
            ShardReader reader, RecordPages pages, OptionalLong limit, MemoryContext memory, Executor executor) {
        this.reader = reader;
        this.pages = pages;
        this.limit = limit.orElse(Long.MAX_VALUE);
        this.memory = memory;
        this.executor = executor;
        this.fetch = fetchNext();
    }

    @Override
    public long getCompletedBytes() {
        return completedBytes;
    }

    @Override
    public OptionalLong getCompletedPositions() {
        return OptionalLong.of(completedRows);
    }

    @Override
    public long getReadTimeNanos() {
        return readNanos.get();
    }

    @Override
    public boolean isFinished() {
        return completedRows >= limit || (fetch == null && fetched.isEmpty());
    }

    @Override
    public CompletableFuture<?> isBlocked() {
        if (!fetched.isEmpty() || fetch == null) {
            return NOT_BLOCKED;
        }
        // A failure is thrown where the page is asked for.
        return fetch.handle((records, failure) -> Optional.empty());
    }

    @Override
    public @Nullable SourcePage getNextSourcePage() {
        if (fetched.isEmpty() && !take()) {
            return null;
        }
        SourcePage page = pages.next(fetched, limit - completedRows);
        completedRows += page.getPositionCount();
        memory.setBytes(fetchedBytes + pages.retainedBytes());
        return page;
    }

    @Override
    public void close() {
        CompletableFuture<?> running = fetch;
        fetch = null;
        fetched.clear();
        memory.setBytes(0);
        if (running != null) {
            running.cancel(true);
        }
    }

    /** Takes what the call has brought; false if it has brought nothing yet, or nothing is left. */
    private boolean take() {
        CompletableFuture<Optional<List<Record>>> done = fetch;
        if (done == null || !done.isDone()) {
            return false;
        }
        Optional<List<Record>> records = Futures.join(done);
        fetch = records.isPresent() && records.get().size() < limit - completedRows ? fetchNext() : null;
        fetchedBytes = 0;
        for (Record record : records.orElseGet(List::of)) {
            fetchedBytes += record.data().asByteArrayUnsafe().length;
            fetched.add(record);
        }
        completedBytes += fetchedBytes;
        return !fetched.isEmpty();
    }

    private CompletableFuture<Optional<List<Record>>> fetchNext() {
        return supplyAsync(
                () -> {
                    long began = System.nanoTime();
                    try {
                        return reader.next();
                    } finally {
                        readNanos.addAndGet(System.nanoTime() - began);
                    }
                },
                executor);
    }
}
