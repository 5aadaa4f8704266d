package io.millrace.trino;

import io.trino.spi.TrinoException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waiting for calls that run side by side. */
final class Futures {
    private Futures() {}

    /** Every result in order; a failed call's own exception if one fails. */
    static <T> List<T> all(Collection<CompletableFuture<T>> futures) {
        List<T> results = new ArrayList<>(futures.size());
        for (CompletableFuture<T> future : futures) {
            results.add(join(future));
        }
        return List.copyOf(results);
    }

    /** The result; the call's own exception if it fails. */
    static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof TrinoException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
