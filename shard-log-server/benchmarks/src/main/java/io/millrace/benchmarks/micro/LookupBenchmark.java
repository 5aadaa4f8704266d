package io.millrace.benchmarks.micro;

import io.millrace.storage.Batch;
import io.millrace.storage.ReadLimit;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One record from a random place of a random shard, of a gigabyte in four sealed segments: the index, and one run. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LookupBenchmark {
    private static final int COMMITS = 128;
    private static final int RECORDS = 8_000;
    private static final ReadLimit ONE = new ReadLimit(1, 1);

    @Param({"4", "10000"})
    private int shards;

    private final SplittableRandom random = new SplittableRandom(2);
    private @Nullable OpenLog log;

    @Setup
    public void fill() throws IOException {
        log = OpenLog.create(shards);
        for (int i = 0; i < COMMITS; i++) {
            log.commit(RECORDS);
        }
    }

    @TearDown
    public void close() throws IOException {
        log().close();
    }

    @Benchmark
    public Batch readOne() throws IOException {
        int shard = random.nextInt(shards);
        return log().store().read(shard, random.nextLong(log().next(shard)), ONE);
    }

    private OpenLog log() {
        if (log == null) {
            throw new IllegalStateException("not opened");
        }
        return log;
    }
}
