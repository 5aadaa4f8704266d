package io.millrace.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Readers, retention and the writer at once, on a real disk. */
class ConcurrentReadTest {
    private static final int COMMITS = 400;
    private static final int RECORDS = 20;
    private static final long LAST = (long) COMMITS * RECORDS;
    private static final LogStoreConfig SMALL = new LogStoreConfig(64 << 10, 32 << 10);

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void readersSeeEveryRecordInOrderWhileSegmentsRollAndGo(@TempDir Path directory) throws Exception {
        try (LocalLogStore store = LocalLogStore.open(directory, SMALL);
                ExecutorService threads = Executors.newCachedThreadPool(ConcurrentReadTest::daemon)) {
            List<Future<Long>> readers = new ArrayList<>();
            for (long shard = 0; shard < 4; shard++) {
                readers.add(threads.submit(reader(store, shard, 1 + (int) shard * 50)));
            }
            Future<Long> retention = threads.submit(() -> retain(store));

            write(store);

            for (Future<Long> reader : readers) {
                assertThat(reader.get()).isEqualTo(LAST);
            }
            assertThat(retention.get()).isPositive();
            assertThat(store.statistics().segments()).isLessThan(20);
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        return thread;
    }

    private static void write(LocalLogStore store) throws IOException {
        LogWriter writer = store.openWriter();
        for (long sequence = 0; sequence < LAST; sequence++) {
            for (long shard = 0; shard < 4; shard++) {
                writer.append(shard, sequence, sequence, payload(shard, sequence));
            }
            if ((sequence + 1) % RECORDS == 0) {
                writer.commit();
            }
        }
    }

    /** Reads to the end; what it misses, retention has taken. */
    private static Callable<Long> reader(LocalLogStore store, long shard, int records) {
        return () -> {
            long next = 0;
            while (next < LAST) {
                // What retention took is not to be waited for.
                next = Math.max(next, store.extent(shard).first());
                for (Batch.Entry entry :
                        store.read(shard, next, new ReadLimit(records, 1 << 20)).entries()) {
                    assertThat(entry.sequence()).isGreaterThanOrEqualTo(next);
                    if (entry.sequence() > next) {
                        assertThat(store.extent(shard).first()).isGreaterThan(next);
                    }
                    assertThat(entry.payload()).isEqualTo(payload(shard, entry.sequence()));
                    next = entry.sequence() + 1;
                }
                Thread.onSpinWait();
            }
            return next;
        };
    }

    private static long retain(LocalLogStore store) throws IOException {
        long freed = 0;
        while (store.extent(0).next() < LAST) {
            for (long shard = 0; shard < 4; shard++) {
                store.trim(shard, store.extent(shard).next() - 1_000);
            }
            freed += store.reclaim();
        }
        for (long shard = 0; shard < 4; shard++) {
            store.trim(shard, Long.MAX_VALUE);
        }
        return freed + store.reclaim();
    }

    private static byte[] payload(long shard, long sequence) {
        return ByteBuffer.allocate(100)
                .putLong(shard)
                .putLong(sequence)
                .putLong(80, sequence)
                .array();
    }
}
