package io.millrace.benchmarks.load;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;

/** Workers at work, each on a thread of its own, until closed. Belongs to one thread. */
final class Crew implements Closeable {
    /** A call that takes longer than the server may is given up. */
    private static final Duration LAST_CALL_MAX = Duration.ofSeconds(70);

    private final List<? extends Worker> workers;
    private final List<Tally> tallies = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    /** Written by whoever measures; a worker that sees it for the first time begins its latencies again. */
    private volatile boolean measuring;

    private volatile boolean stopping;

    private Crew(List<? extends Worker> workers) {
        this.workers = workers;
    }

    static Crew start(List<? extends Worker> workers) {
        Crew crew = new Crew(workers);
        for (Worker worker : workers) {
            Tally tally = new Tally();
            crew.tallies.add(tally);
            crew.threads.add(
                    Thread.ofPlatform().name("load-" + crew.threads.size()).start(() -> crew.work(worker, tally)));
        }
        return crew;
    }

    /** Runs workers for a window; every call under way at its end is waited for, but only what ended within counts. */
    static Throughput measure(List<? extends Worker> workers, Window window, Marks marks) throws IOException {
        try (Crew crew = start(workers)) {
            crew.pass(window.warmUp());
            crew.measuring = true;
            marks.atBegin().run();
            Tally.Sums before = crew.sums();
            long began = System.nanoTime();
            crew.pass(window.measured());
            Tally.Sums after = crew.sums();
            long nanos = System.nanoTime() - began;
            marks.atEnd().run();
            crew.finish();
            return new Throughput(after.minus(before), nanos, crew.latencies());
        }
    }

    Tally.Sums sums() {
        return tallies.stream().map(Tally::sums).reduce(Tally.Sums.NONE, Tally.Sums::plus);
    }

    /** Waits; throws what a worker failed with. */
    void pass(Duration time) throws IOException {
        try {
            throw failed(failure.get(time.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            assert !failure.isDone() : "time passed, which is all that was wanted";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new AssertionError("never completed so", e);
        }
    }

    /** Starts no more calls, and waits for those under way. */
    void finish() throws IOException {
        stopping = true;
        try {
            for (Thread thread : threads) {
                if (!thread.join(LAST_CALL_MAX)) {
                    throw new IOException("a call had no answer in %s".formatted(LAST_CALL_MAX));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (failure.isDone()) {
            throw failed(failure.join());
        }
    }

    /** Fails the calls under way. */
    @Override
    public void close() throws IOException {
        stopping = true;
        for (Worker worker : workers) {
            worker.close();
        }
    }

    private static IOException failed(Throwable cause) {
        return new IOException("the load failed: " + cause.getMessage(), cause);
    }

    private long[] latencies() {
        return tallies.stream()
                .flatMapToLong(tally -> LongStream.of(tally.latencies()))
                .toArray();
    }

    private void work(Worker worker, Tally tally) {
        boolean seen = measuring;
        try {
            while (!stopping) {
                worker.turn(tally);
                if (seen != measuring) {
                    seen = true;
                    tally.dropLatencies();
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            failure.complete(e);
        }
    }
}
