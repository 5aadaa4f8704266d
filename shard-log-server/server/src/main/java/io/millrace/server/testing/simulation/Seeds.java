package io.millrace.server.testing.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.slf4j.LoggerFactory;

/** Runs many seeds of the {@link Simulation}, in order, until one fails. */
public final class Seeds {
    private final long from;
    private final long count;

    /** Seeds {@code from} to {@code from + count - 1}. */
    public Seeds(long from, long count) {
        if (count < 1 || from + count < from) {
            throw new IllegalArgumentException("%d seeds from %d on".formatted(count, from));
        }
        this.from = from;
        this.count = count;
    }

    /**
     * The smallest seed that fails, or empty if none does.
     *
     * @param progress is told of every seed that held, by several threads and in any order
     */
    public Optional<AssertionError> run(int threads, LongConsumer progress) throws InterruptedException {
        return quietly(() -> runQuietly(threads, progress));
    }

    /** What may be interrupted while it runs. */
    interface Run<T, E extends Exception> {
        T run() throws E, InterruptedException;
    }

    /** Runs while the log's complaints about its disk are not heard: they are the point. */
    static <T, E extends Exception> T quietly(Run<T, E> run) throws E, InterruptedException {
        Logger logger = (Logger) LoggerFactory.getLogger("io.millrace");
        Level before = logger.getLevel();
        logger.setLevel(Level.OFF);
        try {
            return run.run();
        } finally {
            logger.setLevel(before);
        }
    }

    private Optional<AssertionError> runQuietly(int threads, LongConsumer progress) throws InterruptedException {
        AtomicLong next = new AtomicLong(from);
        ConcurrentSkipListMap<Long, AssertionError> failures = new ConcurrentSkipListMap<>();
        List<Thread> running = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            running.add(Thread.ofPlatform().name("simulation-" + thread).start(() -> {
                for (long seed = next.getAndIncrement();
                        seed < from + count && failures.isEmpty();
                        seed = next.getAndIncrement()) {
                    try {
                        Simulation.run(seed);
                        progress.accept(seed);
                    } catch (AssertionError e) {
                        failures.put(seed, e);
                    }
                }
            }));
        }
        for (Thread thread : running) {
            thread.join();
        }
        return Optional.ofNullable(failures.firstEntry()).map(entry -> entry.getValue());
    }
}
