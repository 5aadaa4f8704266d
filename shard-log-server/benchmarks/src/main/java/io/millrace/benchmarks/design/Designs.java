package io.millrace.benchmarks.design;

import io.millrace.benchmarks.process.PageCache;
import io.millrace.benchmarks.process.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Puts the same records through either design and then reads shards back from the disk. */
public final class Designs {
    private static final int RECORD_BYTES = 1 << 10;
    /** What 16 connections of 500 records bring to a commit. */
    private static final int RECORDS_A_COMMIT = 8_000;

    private static final int DIFFERENT_PAYLOADS = 1_024;
    private static final int SHARDS_READ_MAX = 200;
    private static final double MEBIBYTE = 1 << 20;

    private Designs() {}

    /** One of the two. */
    public enum Kind {
        JOURNAL_IS_FINAL,
        JOURNAL_THEN_FILES
    }

    /**
     * What a design did.
     *
     * @param putMegabytesPerSecond acknowledged, from the first record to the last
     * @param settledMegabytesPerSecond from the first record until all were in their last place
     * @param writeAmplification bytes written to the disk over bytes of payload
     * @param readMegabytesPerSecond of payload, one shard after the other, from a cold page cache
     */
    public record Result(
            double putMegabytesPerSecond,
            double settledMegabytesPerSecond,
            double writeAmplification,
            double readMegabytesPerSecond) {}

    /** Measures a design over an empty directory. */
    public static Result measure(Kind kind, Path directory, int shards, long bytes) throws IOException {
        long self = ProcessHandle.current().pid();
        List<byte[]> payloads = payloads();
        SplittableRandom random = new SplittableRandom(7);
        long records = bytes / RECORD_BYTES;
        try (Design design = open(kind, directory, shards)) {
            Usage before = Usage.of(self);
            long began = System.nanoTime();
            for (long record = 0; record < records; record++) {
                design.append(random.nextInt(shards), payloads.get(random.nextInt(DIFFERENT_PAYLOADS)));
                if ((record + 1) % RECORDS_A_COMMIT == 0) {
                    design.commit();
                }
            }
            design.commit();
            double put = secondsSince(began);
            design.settle();
            double settled = secondsSince(began);
            long written = Usage.of(self).minus(before).diskBytes();
            PageCache.evict(directory);
            double read = readSpeed(design, shards);
            double megabytes = records * RECORD_BYTES / MEBIBYTE;
            return new Result(megabytes / put, megabytes / settled, (double) written / (records * RECORD_BYTES), read);
        }
    }

    static Design open(Kind kind, Path directory, int shards) throws IOException {
        return switch (kind) {
            case JOURNAL_IS_FINAL -> JournalIsFinal.open(directory, shards);
            case JOURNAL_THEN_FILES -> JournalThenFiles.open(directory, shards);
        };
    }

    private static double readSpeed(Design design, int shards) throws IOException {
        long began = System.nanoTime();
        long bytes = 0;
        for (int shard = 0; shard < Math.min(shards, SHARDS_READ_MAX); shard++) {
            bytes += design.read(shard);
        }
        return bytes / MEBIBYTE / secondsSince(began);
    }

    private static List<byte[]> payloads() {
        SplittableRandom random = new SplittableRandom(1);
        return Stream.generate(() -> {
                    byte[] payload = new byte[RECORD_BYTES];
                    random.nextBytes(payload);
                    return payload;
                })
                .limit(DIFFERENT_PAYLOADS)
                .toList();
    }

    private static double secondsSince(long began) {
        return (System.nanoTime() - began) / 1e9;
    }
}
