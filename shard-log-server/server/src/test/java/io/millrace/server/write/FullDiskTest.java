package io.millrace.server.write;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.server.testing.SettableClock;
import io.millrace.storage.LocalLogStore;
import io.millrace.storage.LogStoreConfig;
import io.millrace.storage.ReadLimit;
import io.millrace.storage.testing.SimulatedDirectory;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The writer over the real log on a disk that is full at times. */
class FullDiskTest {
    private static final WriterConfig CONFIG =
            new WriterConfig(1_000, 64L << 20, 100, 16L << 20, Duration.ZERO, Duration.ZERO);

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void readersSeeExactlyWhatWasAcknowledged(long seed) throws IOException {
        Random random = new Random(seed);
        SimulatedDirectory disk = new SimulatedDirectory(random);
        LocalLogStore store = LocalLogStore.open(disk, new LogStoreConfig(2_000, 1_000));
        WriterLoop loop = WriterLoop.start(
                store, CONFIG, new SettableClock(Instant.EPOCH.plusSeconds(1)), new SimpleMeterRegistry());
        List<String> acknowledged = new ArrayList<>();

        for (int round = 0; round < 10; round++) {
            disk.plan(SimulatedDirectory.Fault.FULL, 1 + random.nextInt(20));
            append(loop, random, acknowledged, "round %d, full".formatted(round));
            disk.heal();
            int before = acknowledged.size();
            append(loop, random, acknowledged, "round %d, free".formatted(round));
            assertThat(acknowledged.size()).as("works again").isGreaterThan(before);
        }
        loop.close();

        assertThat(read(store)).isEqualTo(acknowledged);
        store.close();
        try (LocalLogStore again = LocalLogStore.open(disk, new LogStoreConfig(2_000, 1_000))) {
            assertThat(read(again)).isEqualTo(acknowledged);
        }
    }

    private static void append(WriterLoop loop, Random random, List<String> acknowledged, String what) {
        for (int request = 0; request < 10; request++) {
            List<String> records = new ArrayList<>();
            for (int count = random.nextInt(4); count >= 0; count--) {
                records.add("%s, request %d, record %d".formatted(what, request, count));
            }
            Outcome outcome = loop.append(records.stream()
                    .map(record -> new Append(1, record.getBytes(UTF_8)))
                    .toList());
            if (outcome instanceof Outcome.Acknowledged) {
                acknowledged.addAll(records);
            }
        }
    }

    private static List<String> read(LocalLogStore store) throws IOException {
        List<String> records = new ArrayList<>();
        long next = store.extent(1).first();
        while (next < store.extent(1).next()) {
            for (var entry : store.read(1, next, new ReadLimit(100, 1 << 20)).entries()) {
                records.add(new String(entry.payload(), UTF_8));
                next = entry.sequence() + 1;
            }
        }
        return records;
    }
}
