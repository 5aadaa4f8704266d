package io.millrace.benchmarks.micro;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Commits of 8,000 records of 1 KiB, each forced to the disk; per record. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AppendBenchmark {
    /** What 16 requests bring to a commit. */
    private static final int RECORDS = 8_000;

    @Param({"4", "10000"})
    private int shards;

    private @Nullable OpenLog log;

    @Setup
    public void open() throws IOException {
        log = OpenLog.create(shards);
    }

    @TearDown
    public void close() throws IOException {
        log().close();
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void commit() throws IOException {
        log().commit(RECORDS);
    }

    private OpenLog log() {
        if (log == null) {
            throw new IllegalStateException("not opened");
        }
        return log;
    }
}
