package io.millrace.benchmarks.design;

import io.millrace.storage.Batch;
import io.millrace.storage.LocalLogStore;
import io.millrace.storage.LogStoreConfig;
import io.millrace.storage.LogWriter;
import io.millrace.storage.ReadLimit;
import java.io.IOException;
import java.nio.file.Path;

/** What the house has: a commit's one write is the record's last place, and an index says where each shard's are. */
final class JournalIsFinal implements Design {
    private static final ReadLimit LIMIT = new ReadLimit(10_000, 10 << 20);

    private final LocalLogStore store;
    private final LogWriter writer;
    private final long[] next;

    private JournalIsFinal(LocalLogStore store, int shards) throws IOException {
        this.store = store;
        this.writer = store.openWriter();
        this.next = new long[shards];
    }

    static JournalIsFinal open(Path directory, int shards) throws IOException {
        return new JournalIsFinal(LocalLogStore.open(directory, LogStoreConfig.DEFAULT), shards);
    }

    @Override
    public void append(int shard, byte[] payload) throws IOException {
        writer.append(shard, next[shard]++, 0, payload);
    }

    @Override
    public void commit() throws IOException {
        writer.commit();
    }

    @Override
    public void settle() {
        // Where it is, it stays.
    }

    @Override
    public long read(int shard) throws IOException {
        long bytes = 0;
        long from = 0;
        while (from < next[shard]) {
            Batch batch = store.read(shard, from, LIMIT);
            for (Batch.Entry entry : batch.entries()) {
                bytes += entry.payload().length;
            }
            from = batch.entries().getLast().sequence() + 1;
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        writer.close();
        store.close();
    }
}
