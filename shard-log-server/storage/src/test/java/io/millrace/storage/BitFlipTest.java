package io.millrace.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.storage.testing.SimulatedDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One bit flips at rest, anywhere. The store refuses to open, the reader is told, or every record is there: none is ever
 * wrong. The last batch alone may look like a torn write and be cut.
 */
class BitFlipTest {
    private static final int SHARDS = 3;
    private static final ReadLimit MANY = new ReadLimit(10_000, 1 << 20);

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void noFlippedBitIsEverServed(long seed) throws IOException {
        Random random = new Random(seed);
        SimulatedDirectory disk = new SimulatedDirectory(random);
        List<List<byte[]>> beforeLast = new ArrayList<>();
        List<List<byte[]>> all = fill(disk, random, beforeLast);

        List<String> files =
                disk.list().stream().filter(name -> disk.length(name) > 0).toList();
        String file = files.get(random.nextInt(files.size()));
        disk.flip(file, random.nextLong(disk.length(file)));

        try (LocalLogStore store = LocalLogStore.open(disk, new LogStoreConfig(300, 0))) {
            for (int shard = 0; shard < SHARDS; shard++) {
                verify(store, shard, all.get(shard), beforeLast.get(shard).size());
            }
        } catch (CorruptSegmentException e) {
            assertThat(e).hasMessageContaining("damaged");
        }
    }

    private static void verify(LocalLogStore store, int shard, List<byte[]> all, int atLeast) throws IOException {
        List<Batch.Entry> entries = store.read(shard, 0, MANY).entries();
        assertThat(entries).hasSizeBetween(atLeast, all.size());
        for (int sequence = 0; sequence < entries.size(); sequence++) {
            assertThat(entries.get(sequence).sequence()).isEqualTo(sequence);
            assertThat(entries.get(sequence).payload()).isEqualTo(all.get(sequence));
        }
    }

    private static List<List<byte[]>> fill(SimulatedDirectory disk, Random random, List<List<byte[]>> beforeLast)
            throws IOException {
        List<List<byte[]>> all = new ArrayList<>();
        for (int shard = 0; shard < SHARDS; shard++) {
            all.add(new ArrayList<>());
        }
        try (LocalLogStore store = LocalLogStore.open(disk, new LogStoreConfig(300, 0))) {
            LogWriter writer = store.openWriter();
            for (int commit = random.nextInt(1, 12); commit > 0; commit--) {
                beforeLast.clear();
                all.forEach(records -> beforeLast.add(List.copyOf(records)));
                for (int record = random.nextInt(1, 5); record > 0; record--) {
                    int shard = random.nextInt(SHARDS);
                    byte[] payload = new byte[random.nextInt(60)];
                    random.nextBytes(payload);
                    writer.append(shard, all.get(shard).size(), commit, payload);
                    all.get(shard).add(payload);
                }
                writer.commit();
            }
        }
        return all;
    }
}
