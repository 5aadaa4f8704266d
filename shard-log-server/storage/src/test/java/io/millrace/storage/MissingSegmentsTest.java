package io.millrace.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.storage.testing.SimulatedDirectory;
import io.millrace.storage.testing.SimulatedDisk.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which segments a start misses, and which it does not. */
class MissingSegmentsTest {
    private static final LogStoreConfig A_BATCH_EACH = new LogStoreConfig(1, 0);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void aSegmentThatWasNotReclaimedIsMissed(int lost) throws IOException {
        SimulatedDirectory disk = twoShardsInTurn();
        disk.delete(Segment.name(lost));

        assertMissed(disk, lost);
    }

    /** How many are lost, the last one among them: what is left of those before are indexes, if anything. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void theLastSegmentsAreMissed(int lost) throws IOException {
        SimulatedDirectory disk = twoShardsInTurn();
        for (int number = 7 - lost; number < 7; number++) {
            disk.delete(Segment.name(number));
        }

        assertMissed(disk, 5);
    }

    /** The process died before the last segment's name was durable, and the power goes at a step of the start after it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void aLastSegmentThatNeverWasDurableIsNotMissed(int step) throws IOException {
        for (int seed = 0; seed < 30; seed++) {
            SimulatedDirectory disk = new SimulatedDirectory(new Random(seed));
            try (LocalLogStore store = LocalLogStore.open(disk, A_BATCH_EACH)) {
                LogWriter writer = store.openWriter();
                writer.append(0, 0, 0, new byte[1]);
                writer.commit();
            }
            disk.open(Segment.name(1)).close();
            disk.plan(Fault.DOWN, step);
            try (LocalLogStore store = LocalLogStore.open(disk, A_BATCH_EACH)) {
                assertThat(store.extent(0)).isEqualTo(new Extent(0, 1, 0));
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("down");
            }
            disk.crash();

            try (LocalLogStore store = LocalLogStore.open(disk, A_BATCH_EACH)) {
                assertThat(store.extent(0)).isEqualTo(new Extent(0, 1, 0));
            }
        }
    }

    @Test
    void aReclaimedSegmentIsNotMissed() throws IOException {
        SimulatedDirectory disk = twoShardsInTurn();
        reclaim(disk, 1, 4);

        try (LocalLogStore store = LocalLogStore.open(disk, A_BATCH_EACH)) {
            assertThat(segments(disk)).containsExactly(0L, 2L, 4L, 5L, 6L);
            assertThat(store.extent(0)).isEqualTo(new Extent(0, 4, 6));
            assertThat(store.extent(1)).isEqualTo(new Extent(2, 3, 5));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 4, 5})
    void aSegmentAmongReclaimedOnesIsMissed(int lost) throws IOException {
        SimulatedDirectory disk = twoShardsInTurn();
        reclaim(disk, 1, 4);
        disk.delete(Segment.name(lost));

        assertMissed(disk, lost);
    }

    @Test
    void aSegmentIsMissedAfterOthersWereReclaimedOneByOne() throws IOException {
        SimulatedDirectory disk = twoShardsInTurn();
        reclaim(disk, 1, 2);
        reclaim(disk, 0, 3);
        reclaim(disk, 1, 4);
        assertThat(segments(disk)).containsExactly(4L, 5L, 6L);

        LocalLogStore.open(disk, A_BATCH_EACH).close();
        disk.delete(Segment.name(4));

        assertMissed(disk, 4);
    }

    @Test
    void aSegmentCutAtABatchIsToldThoughTheOneAfterItWasReclaimed() throws IOException {
        SimulatedDirectory disk = new SimulatedDirectory(new Random(0));
        LogStoreConfig twoBatchesEach = new LogStoreConfig(150, 0);
        try (LocalLogStore store = LocalLogStore.open(disk, twoBatchesEach)) {
            LogWriter writer = store.openWriter();
            for (int batch = 0; batch < 6; batch++) {
                writer.append(batch / 2 % 2, batch / 4 * 2 + batch % 2, batch, new byte[1]);
                writer.commit();
            }
            assertThat(segments(disk)).containsExactly(0L, 2L, 4L);
            store.trim(1, 10);
            assertThat(store.reclaim()).isPositive();
        }
        assertThat(segments(disk)).containsExactly(0L, 4L);
        LocalLogStore.open(disk, twoBatchesEach).close();

        try (SegmentFile file = disk.open(Segment.name(0))) {
            file.truncate(Format.SEGMENT_HEADER_BYTES + (file.length() - Format.SEGMENT_HEADER_BYTES) / 2);
        }

        assertThatThrownBy(() -> LocalLogStore.open(disk, twoBatchesEach))
                .isInstanceOf(CorruptSegmentException.class)
                .hasMessageContaining(Segment.name(0))
                .hasMessageContaining("bytes were durable");
    }

    /** Deletions become durable in any order, or not at all. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
    void whateverACrashBringsBackOfReclaimedSegmentsIsNotMissedNorInTheWay(long which) throws IOException {
        SimulatedDirectory disk = twoShardsInTurn();
        reclaim(disk, 0, 3);
        byte[][] files = new byte[4][];
        for (int number = 1; number < 4; number++) {
            files[number] = disk.list().contains(Segment.name(number))
                    ? LocalLogStoreTest.bytes(disk, Segment.name(number))
                    : new byte[0];
        }
        reclaim(disk, 1, 4);
        assertThat(segments(disk)).containsExactly(4L, 5L, 6L);

        for (int number = 1; number < 4; number++) {
            if ((which >> (number - 1) & 1) == 1 && files[number].length > 0) {
                try (SegmentFile file = disk.open(Segment.name(number))) {
                    file.write(ByteBuffer.wrap(files[number]), 0);
                }
            }
        }

        try (LocalLogStore store = LocalLogStore.open(disk, A_BATCH_EACH)) {
            assertThat(store.extent(0)).isEqualTo(new Extent(2, 4, 6));
            assertThat(store.extent(1)).isEqualTo(new Extent(2, 3, 5));
        }
    }

    @Test
    void horizonsOfTheVersionBeforeAreReadAndMissNothingBeforeReclaimedSegments() throws IOException {
        SimulatedDirectory disk = new SimulatedDirectory(new Random(0));
        byte[] former = HexFormat.of().parseHex(GoldenFilesTest.golden("horizons-1.hex"));
        try (SegmentFile file = disk.open(Horizons.NAME)) {
            file.write(ByteBuffer.wrap(former), 0);
        }

        assertThat(Horizons.read(disk))
                .isEqualTo(new Horizons(Map.of(7L, new Extent(3, 5, 1_000)), Map.of(2L, Horizons.Kept.UNKNOWN)));
    }

    /** Seven segments of one record each, the even ones of shard 0 and the odd ones of shard 1, arrived at their number. */
    private static SimulatedDirectory twoShardsInTurn() throws IOException {
        SimulatedDirectory disk = new SimulatedDirectory(new Random(0));
        try (LocalLogStore store = LocalLogStore.open(disk, A_BATCH_EACH)) {
            LogWriter writer = store.openWriter();
            for (int batch = 0; batch < 7; batch++) {
                writer.append(batch % 2, batch / 2, batch, new byte[1]);
                writer.commit();
            }
        }
        return disk;
    }

    private static void reclaim(SimulatedDirectory disk, long shard, long beforeArrivalMillis) throws IOException {
        try (LocalLogStore store = LocalLogStore.open(disk, A_BATCH_EACH)) {
            store.trim(shard, beforeArrivalMillis);
            assertThat(store.reclaim()).isPositive();
        }
    }

    private static List<Long> segments(SimulatedDirectory disk) {
        return disk.list().stream()
                .filter(name -> name.endsWith(Segment.SUFFIX))
                .map(Segment::firstBatch)
                .toList();
    }

    private static void assertMissed(SimulatedDirectory disk, long segment) {
        assertThatThrownBy(() -> LocalLogStore.open(disk, A_BATCH_EACH))
                .isInstanceOf(CorruptSegmentException.class)
                .hasMessageContaining(Segment.name(segment))
                .hasMessageContaining("missing");
    }
}
