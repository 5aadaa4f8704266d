package io.millrace.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.storage.testing.SimulatedDirectory;
import io.millrace.storage.testing.SimulatedDirectory.Fault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random work on a disk that crashes, fills up and fails at every step, recovery included. After every event: what was
 * acknowledged is there once, byte for byte and in order; what was not is there whole batches at a time or not at all;
 * readers saw nothing that a crash took back.
 */
class CrashSimulationTest {
    private static final int SHARDS = 3;
    private static final int EVENTS = 60;
    private static final LogStoreConfig SMALL = new LogStoreConfig(400, 300);
    private static final ReadLimit MANY = new ReadLimit(100_000, 1 << 30);

    static LongStream seeds() {
        return LongStream.range(0, 2_000);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void noAcknowledgedRecordIsLostAndNoneIsInvented(long seed) throws IOException {
        new Simulation(new Random(seed)).run();
    }

    /** What callers were told, beside what is there. */
    private static final class Simulation {
        private final Random random;
        private final SimulatedDirectory disk;
        private final Map<Long, List<byte[]>> acknowledged = new HashMap<>();
        private final Map<Long, List<byte[]>> inFlight = new HashMap<>();
        private final Map<Long, Long> horizons = new HashMap<>();
        private LocalLogStore store;
        private LogWriter writer;
        private long clock;

        Simulation(Random random) throws IOException {
            this.random = random;
            this.disk = new SimulatedDirectory(random);
            this.store = LocalLogStore.open(disk, SMALL);
            this.writer = store.openWriter();
        }

        void run() throws IOException {
            for (int event = 0; event < EVENTS; event++) {
                switch (random.nextInt(10)) {
                    case 0 -> crash();
                    case 1 -> disk.plan(Fault.FULL, 1 + random.nextInt(4));
                    case 2 -> disk.plan(Fault.DOWN, 1 + random.nextInt(8));
                    case 3 -> trim();
                    default -> commit();
                }
                verify();
            }
            crash();
            verify();
        }

        private void commit() throws IOException {
            for (int count = 1 + random.nextInt(6); count > 0; count--) {
                long shard = random.nextInt(SHARDS);
                byte[] payload = new byte[random.nextInt(60)];
                random.nextBytes(payload);
                List<byte[]> records = inFlight.computeIfAbsent(shard, key -> new ArrayList<>());
                writer.append(shard, acknowledged(shard).size() + records.size(), clock++, payload);
                records.add(payload);
            }
            try {
                writer.commit();
                acknowledgeInFlight();
            } catch (IOException e) {
                recover();
            }
        }

        /** The caller was told of a failure: the writer goes on without the batch, or the machine is down. */
        private void recover() throws IOException {
            try {
                disk.heal();
                writer = store.openWriter();
                inFlight.clear();
            } catch (IOException e) {
                crash();
            }
        }

        private void trim() throws IOException {
            long shard = random.nextInt(SHARDS);
            store.trim(shard, clock - random.nextInt(20));
            horizons.merge(shard, store.extent(shard).first(), Math::max);
            try {
                store.reclaim();
            } catch (IOException e) {
                crash();
            }
        }

        private void crash() throws IOException {
            disk.crash();
            while (true) {
                try {
                    if (random.nextInt(3) == 0) {
                        disk.plan(Fault.DOWN, 1 + random.nextInt(6));
                    }
                    store = LocalLogStore.open(disk, SMALL);
                    writer = store.openWriter();
                    break;
                } catch (CorruptSegmentException e) {
                    throw e;
                } catch (IOException e) {
                    disk.crash();
                }
            }
            disk.heal();
            long found = LongStream.range(0, SHARDS)
                    .filter(shard ->
                            store.extent(shard).next() > acknowledged(shard).size())
                    .count();
            if (found > 0) {
                acknowledgeInFlight();
            }
            inFlight.clear();
        }

        private void acknowledgeInFlight() {
            inFlight.forEach((shard, records) -> acknowledged(shard).addAll(records));
            inFlight.clear();
        }

        private void verify() throws IOException {
            for (long shard = 0; shard < SHARDS; shard++) {
                List<byte[]> expected = acknowledged(shard);
                Extent extent = store.extent(shard);
                assertThat(extent.next()).as("end of shard %d", shard).isEqualTo(expected.size());
                assertThat(extent.first())
                        .as("horizon of shard %d", shard)
                        .isLessThanOrEqualTo(horizons.getOrDefault(shard, 0L));
                List<Batch.Entry> entries = store.read(shard, 0, MANY).entries();
                assertThat(entries).hasSize(Math.toIntExact(extent.next() - extent.first()));
                for (int index = 0; index < entries.size(); index++) {
                    Batch.Entry entry = entries.get(index);
                    assertThat(entry.sequence()).isEqualTo(extent.first() + index);
                    assertThat(Arrays.equals(entry.payload(), expected.get((int) entry.sequence())))
                            .as("payload %d of shard %d", entry.sequence(), shard)
                            .isTrue();
                }
            }
        }

        private List<byte[]> acknowledged(long shard) {
            return acknowledged.computeIfAbsent(shard, key -> new ArrayList<>());
        }
    }
}
