package io.millrace.benchmarks.micro;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** CRC-32C over a record, a run and a batch, in memory of the heap and outside it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ChecksumBenchmark {
    @Param({"1024", "131072", "8388608"})
    private int bytes;

    private ByteBuffer heap = ByteBuffer.allocate(0);
    private ByteBuffer direct = ByteBuffer.allocate(0);

    @Setup
    public void fill() {
        byte[] random = new byte[bytes];
        new SplittableRandom(1).nextBytes(random);
        heap = ByteBuffer.wrap(random);
        direct = ByteBuffer.allocateDirect(bytes).put(random).flip();
    }

    @Benchmark
    public long ofTheHeap() {
        return checksum(heap);
    }

    @Benchmark
    public long outsideTheHeap() {
        return checksum(direct);
    }

    private static long checksum(ByteBuffer source) {
        CRC32C crc = new CRC32C();
        crc.update(source.duplicate());
        return crc.getValue();
    }
}
