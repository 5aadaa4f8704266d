package io.millrace.benchmarks.micro;

import io.millrace.benchmarks.process.Scratch;
import io.millrace.storage.LocalLogStore;
import io.millrace.storage.LogStoreConfig;
import io.millrace.storage.LogWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** A log on disk with a writer, in a directory that goes with it. */
final class OpenLog implements Closeable {
    /** Where the directory is made. */
    static final String PARENT = "millrace.bench";

    private static final int PAYLOAD_BYTES = 1 << 10;

    private final Path directory;
    private final LocalLogStore store;
    private final LogWriter writer;
    private final long[] next;
    private final byte[] payload = new byte[PAYLOAD_BYTES];
    private final SplittableRandom random = new SplittableRandom(1);

    private OpenLog(Path directory, int shards) throws IOException {
        this.directory = directory;
        this.store = LocalLogStore.open(directory, LogStoreConfig.DEFAULT);
        this.writer = store.openWriter();
        this.next = new long[shards];
        random.nextBytes(payload);
    }

    static OpenLog create(int shards) throws IOException {
        Path parent = Path.of(System.getProperty(PARENT, System.getProperty("java.io.tmpdir")));
        return new OpenLog(Files.createTempDirectory(parent, "micro-"), shards);
    }

    LocalLogStore store() {
        return store;
    }

    /** The sequence that the next record of a shard will have. */
    long next(int shard) {
        return next[shard];
    }

    /** Appends records to random shards, and forces them. */
    void commit(int records) throws IOException {
        for (int i = 0; i < records; i++) {
            int shard = random.nextInt(next.length);
            writer.append(shard, next[shard]++, 0, payload);
        }
        writer.commit();
    }

    @Override
    public void close() throws IOException {
        writer.close();
        store.close();
        Scratch.delete(directory);
    }
}
