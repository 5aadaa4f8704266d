package io.millrace.server.stream;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One thread on which changes take turns. It is never interrupted. */
final class ChangeThread implements AutoCloseable {
    private static final int WAITING_MAX = 1_000;

    private final ThreadPoolExecutor executor;

    ChangeThread(String name) {
        executor = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_MAX),
                Thread.ofPlatform().name(name).factory());
    }

    /** Waits for the change, and throws what it throws; an {@link IOException} too if it cannot wait in line. */
    <T> T run(Callable<T> change) throws IOException {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            executor.execute(() -> {
                try {
                    result.complete(change.call());
                } catch (Throwable e) {
                    result.completeExceptionally(e);
                }
            });
            return result.join();
        } catch (RejectedExecutionException e) {
            throw new IOException("no change is taken: closed, or %d are waiting".formatted(WAITING_MAX), e);
        } catch (CompletionException e) {
            throw cause(e);
        }
    }

    private static IOException cause(CompletionException failure) {
        Throwable cause = failure.getCause();
        if (cause instanceof RuntimeException e) {
            throw e;
        }
        if (cause instanceof Error e) {
            throw e;
        }
        return cause instanceof IOException e ? e : new IOException(cause);
    }

    /** Waits for the changes under way. */
    @Override
    public void close() {
        executor.shutdown();
        boolean interrupted = false;
        while (!executor.isTerminated()) {
            try {
                executor.awaitTermination(1, TimeUnit.DAYS);
            } catch (InterruptedException e) {
                // Passed on below: the thread that writes must not see it.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
