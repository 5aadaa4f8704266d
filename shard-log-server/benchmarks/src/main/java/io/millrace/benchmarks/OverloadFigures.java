package io.millrace.benchmarks;

import io.millrace.benchmarks.load.Caller;
import io.millrace.benchmarks.load.Marks;
import io.millrace.benchmarks.load.OneByOne;
import io.millrace.benchmarks.load.OverLoad;
import io.millrace.benchmarks.load.PutLoad;
import io.millrace.benchmarks.load.SlowReaders;
import io.millrace.benchmarks.load.Window;
import io.millrace.benchmarks.process.JavaProcess;
import io.millrace.benchmarks.process.ServerUnderTest;
import io.millrace.benchmarks.process.Usage;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** What becomes of a server that is offered many times what it takes, and of what it acknowledged. */
final class OverloadFigures {
    private static final String STREAM = "overload";
    private static final int SHARDS = 4;
    private static final int ORDINARY_CONNECTIONS = 16;
    private static final int ORDINARY_PUTS = 300;
    private static final int PUTS_IN_A_ROW = 20;
    private static final Duration RECOVERY_MAX = Duration.ofSeconds(60);
    private static final Duration LOOK_AT_HEAP_EVERY = Duration.ofSeconds(5);
    private static final double MEBIBYTE = 1 << 20;

    private final Run run;
    private final int times;
    private final int readers;
    private final Figures figures;

    OverloadFigures(Run run, int times, int readers) {
        this.run = run;
        this.times = times;
        this.readers = readers;
        this.figures = run.figures();
    }

    /** Measures and prints; returns whether every acknowledged record is there. */
    boolean measure() throws IOException {
        boolean[] whole = new boolean[1];
        run.withServer(STREAM, Map.of(), server -> {
            server.createStream(STREAM, SHARDS);
            whole[0] = measure(server);
        });
        return whole[0];
    }

    private boolean measure(ServerUnderTest server) throws IOException {
        Duration each = Duration.ofMillis(run.effort().measured().toMillis() / 4);
        double takes = PutLoad.to(STREAM, ORDINARY_CONNECTIONS)
                .measure(server.callers(), new Window(each, each), Marks.NONE)
                .megabytesPerSecond();
        figures.print("overload_ordinary_put", takes, "MB/s");
        OverLoad.Kept kept;
        try (JavaProcess java = server.look();
                OneByOne ordinary = new OneByOne(server.callers().get(), STREAM)) {
            long usual = usualNanos(ordinary);
            figures.print("overload_ordinary_put_one_p99_ms", usual / 1e6, "ms");
            figures.print("overload_heap_before", java.liveHeapBytes() / MEBIBYTE, "MB");
            kept = overload(server, java, takes);
            figures.print("overload_recovery_seconds", recoverySeconds(ordinary, usual), "s");
            figures.print("overload_heap_after", java.liveHeapBytes() / MEBIBYTE, "MB");
        }
        long missing = kept.missing(server.callers());
        figures.print("overload_acknowledged_records_missing", (double) missing, "records");
        return missing == 0;
    }

    private OverLoad.Kept overload(ServerUnderTest server, JavaProcess java, double takes) throws IOException {
        double calls = times * takes * MEBIBYTE / OverLoad.bytesPerCall();
        Caller caller = server.callers().get();
        try (SlowReaders slow = SlowReaders.start(caller, server.endpoint(), STREAM, readers);
                HeapWatch heap = HeapWatch.start(java)) {
            OverLoad.Result result = new OverLoad(STREAM, run.connections(), calls)
                    .measure(
                            server.callers(),
                            SHARDS,
                            new Window(Duration.ZERO, run.effort().measured()),
                            Marks.NONE);
            print(result, times * takes);
            figures.print("overload_heap_greatest", heap.greatest() / MEBIBYTE, "MB");
            figures.print("overload_rss_greatest", Usage.greatestResidentBytes(server.pid()) / MEBIBYTE, "MB");
            figures.print("overload_slow_readers_took", slow.bytes() / MEBIBYTE, "MB");
            figures.print("overload_slow_readers_answers", (double) slow.answers(), "answers");
            return result.kept();
        }
    }

    private void print(OverLoad.Result result, double offered) {
        double seconds = result.acknowledged().nanos() / 1e9;
        double sent = result.sentCalls() * OverLoad.bytesPerCall() / MEBIBYTE / seconds;
        long refused = result.refusedRecords().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        double all = result.acknowledged().sums().records() + refused;
        figures.print("overload_offered", offered, "MB/s");
        figures.print("overload_sent", sent, "MB/s");
        figures.print("overload_acknowledged", result.acknowledged().megabytesPerSecond(), "MB/s");
        figures.print("overload_call_p50_ms", result.acknowledged().latencyMillis(0.50), "ms");
        figures.print("overload_call_p99_ms", result.acknowledged().latencyMillis(0.99), "ms");
        figures.print("overload_refused", refused / all, "of_sent");
        result.refusedRecords()
                .forEach((code, records) ->
                        figures.print("overload_refused_" + code.toLowerCase(Locale.ROOT), records / all, "of_sent"));
        figures.print("overload_connections_lost", (double) result.lostConnections(), "connections");
    }

    private static long usualNanos(OneByOne ordinary) throws IOException {
        long[] nanos = new long[ORDINARY_PUTS];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = ordinary.putNanos();
        }
        Arrays.sort(nanos);
        return nanos[(int) (0.99 * nanos.length)];
    }

    /** Until the first of several puts in a row that each take no longer than usual. */
    private static double recoverySeconds(OneByOne ordinary, long usualNanos) throws IOException {
        long began = System.nanoTime();
        long first = began;
        int inARow = 0;
        while (inARow < PUTS_IN_A_ROW) {
            long at = System.nanoTime();
            if (at - began > RECOVERY_MAX.toNanos()) {
                throw new IOException("no put within its usual time in " + RECOVERY_MAX);
            }
            if (ordinary.putNanos() > usualNanos) {
                inARow = 0;
            } else if (inARow++ == 0) {
                first = at;
            }
        }
        return (first - began) / 1e9;
    }

    /** Collects the server's garbage now and then, and remembers the most that was left. */
    private static final class HeapWatch implements AutoCloseable {
        private final AtomicLong greatest = new AtomicLong();
        private final Thread thread;
        private volatile boolean stopping;

        private HeapWatch(JavaProcess java) {
            thread = Thread.ofPlatform().name("heap-watch").unstarted(() -> {
                while (!stopping) {
                    greatest.accumulateAndGet(java.liveHeapBytes(), Math::max);
                    LockSupport.parkNanos(LOOK_AT_HEAP_EVERY.toNanos());
                }
            });
        }

        static HeapWatch start(JavaProcess java) {
            HeapWatch watch = new HeapWatch(java);
            watch.thread.start();
            return watch;
        }

        long greatest() {
            return greatest.get();
        }

        @Override
        public void close() throws IOException {
            stopping = true;
            LockSupport.unpark(thread);
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }
}
