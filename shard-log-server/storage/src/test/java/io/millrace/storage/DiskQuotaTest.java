package io.millrace.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.storage.testing.SimulatedDirectory;
import io.millrace.storage.testing.SimulatedDisk;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a log takes of its disk, and what becomes of it when there is no more. */
class DiskQuotaTest {
    private static final ReadLimit MANY = new ReadLimit(1_000, 1 << 20);
    private static final int PAYLOAD_BYTES = 100;

    private final SimulatedDisk disk = new SimulatedDisk(new Random(0));
    private final SimulatedDirectory directory = disk.directory();
    private long sequence;

    @Test
    void theFilesNeverOutgrowTheQuota() throws IOException {
        long quota = 20_000;
        try (LocalLogStore store = open(1_000, new LogStoreConfig.Disk(quota, 0))) {
            LogWriter writer = store.openWriter();

            while (store.room() >= PAYLOAD_BYTES + LogStore.RECORD_OVERHEAD_BYTES) {
                append(writer);
            }

            assertThat(bytes()).isBetween(quota * 8 / 10, quota);
        }
    }

    @Test
    void thereIsRoomAgainWhenSegmentsGo() throws IOException {
        try (LocalLogStore store = open(1_000, new LogStoreConfig.Disk(20_000, 0))) {
            LogWriter writer = store.openWriter();
            fill(store, writer);
            long full = store.room();

            store.trim(1, sequence / 2);
            long freed = store.reclaim();

            assertThat(freed).isGreaterThan(5_000);
            assertThat(store.room()).isGreaterThan(full + freed);
            append(writer);
            assertThat(store.read(1, 0, MANY).entries())
                    .last()
                    .satisfies(entry -> assertThat(entry.sequence()).isEqualTo(sequence - 1));
        }
    }

    @Test
    void aQuotaSmallerThanASegmentDoesNotKeepTheLogFullForEver() throws IOException {
        try (LocalLogStore store = open(1 << 20, new LogStoreConfig.Disk(5_000, 0))) {
            LogWriter writer = store.openWriter();
            fill(store, writer);

            store.trim(1, sequence);
            store.reclaim();

            append(writer);
            assertThat(store.extent(1)).isEqualTo(new Extent(sequence - 1, sequence, sequence - 1));
        }
        try (LocalLogStore store = open(1 << 20, LogStoreConfig.Disk.UNLIMITED)) {
            assertThat(store.extent(1)).isEqualTo(new Extent(sequence - 1, sequence, sequence - 1));
        }
    }

    @Test
    void aFullLogFreesTheLastSegmentThoughOlderOnesAreReadable() throws IOException {
        try (LocalLogStore store = open(1_000, new LogStoreConfig.Disk(5_000, 0))) {
            LogWriter writer = store.openWriter();
            writer.append(2, 0, 0, new byte[1_000]);
            writer.commit();
            append(writer);
            long room = store.room();

            store.drop(1);
            writer.append(3, 0, 0, new byte[(int) (store.room() - 500)]);
            writer.commit();
            store.drop(3);

            assertThat(store.reclaim()).isPositive();
            assertThat(store.room()).isGreaterThan(room);
            assertThat(store.read(2, 0, MANY).entries()).hasSize(1);
        }
    }

    @Test
    void aRestartCountsWhatIsThere() throws IOException {
        LogStoreConfig.Disk disk = new LogStoreConfig.Disk(20_000, 0);
        long room;
        try (LocalLogStore store = open(1_000, disk)) {
            fill(store, store.openWriter());
            room = store.room();
        }

        try (LocalLogStore store = open(1_000, disk)) {
            assertThat(store.room()).isEqualTo(room);
        }
    }

    @Test
    void retentionFindsTheSpaceThatAppendsLeave() throws IOException {
        directory.capacity(40_000);
        try (LocalLogStore store = open(1_000, new LogStoreConfig.Disk(Long.MAX_VALUE, 20_000))) {
            LogWriter writer = store.openWriter();
            fill(store, writer);
            assertThat(bytes()).isBetween(15_000L, 20_000L);

            store.trim(1, sequence / 2);
            long freed = store.reclaim();

            assertThat(freed).isPositive();
            append(writer);
        }
    }

    @Test
    void aDiskThatOthersHaveFilledToTheLastByteDoesNotKeepSegmentsFromDeletion() throws IOException {
        try (LocalLogStore store = open(1_000, LogStoreConfig.Disk.UNLIMITED)) {
            LogWriter writer = store.openWriter();
            for (int record = 0; record < 100; record++) {
                append(writer);
            }
            assertThat(store.reclaim()).isZero();
            directory.capacity(bytes());

            store.trim(1, 50);
            long first = store.reclaim();
            directory.capacity(bytes());
            store.trim(1, 75);
            long second = store.reclaim();

            assertThat(first).isGreaterThan(5_000);
            assertThat(second).isGreaterThan(2_500);
            append(writer);
            assertThat(store.extent(1)).isEqualTo(new Extent(75, 101, 100));
        }
        directory.crash();
        try (LocalLogStore store = open(1_000, LogStoreConfig.Disk.UNLIMITED)) {
            assertThat(store.extent(1)).isEqualTo(new Extent(75, 101, 100));
        }
    }

    /** Of reclaiming four segments, whichever step fails. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13})
    void whatCannotBeDeletedTakesRoomUntilItCan(int step) throws IOException {
        try (LocalLogStore store = open(1_000, LogStoreConfig.Disk.UNLIMITED)) {
            LogWriter writer = store.openWriter();
            for (int record = 0; record < 40; record++) {
                append(writer);
            }
            store.trim(1, 36);
            directory.plan(SimulatedDisk.Fault.FULL, step);
            assertThatThrownBy(store::reclaim).hasMessage("No space left on device");
            assertThat(store.statistics().segments()).isEqualTo(segments());
            directory.heal();

            store.reclaim();

            assertThat(store.statistics().segments()).isEqualTo(segments()).isEqualTo(1);
            assertThat(store.extent(1)).isEqualTo(new Extent(36, 40, 39));
        }
        assertThat(disk.openFiles()).isZero();
        try (LocalLogStore store = open(1_000, LogStoreConfig.Disk.UNLIMITED)) {
            assertThat(store.extent(1)).isEqualTo(new Extent(36, 40, 39));
        }
    }

    @Test
    void aDiskThatIsFullNeverthelessLosesNothingAndIsUsedAgain() throws IOException {
        directory.capacity(10_000);
        long acknowledged;
        try (LocalLogStore store = open(3_000, LogStoreConfig.Disk.UNLIMITED)) {
            LogWriter writer = store.openWriter();

            acknowledged = fillUp(writer);
            assertThatThrownBy(() -> append(writer)).isInstanceOf(FencedException.class);
            assertThat(store.read(1, 0, MANY).entries()).hasSize((int) acknowledged);

            directory.capacity(100_000);
            sequence = acknowledged;
            LogWriter next = store.openWriter();
            append(next);
            assertThat(store.read(1, 0, MANY).entries()).hasSize((int) acknowledged + 1);
        }
        directory.crash();
        try (LocalLogStore store = open(3_000, LogStoreConfig.Disk.UNLIMITED)) {
            assertThat(store.read(1, 0, MANY).entries()).hasSize((int) acknowledged + 1);
        }
    }

    @Test
    void aFileWhoseForceHasFailedTakesNoMore() throws IOException {
        try (LocalLogStore store = open(1 << 20, LogStoreConfig.Disk.UNLIMITED)) {
            LogWriter writer = store.openWriter();
            append(writer);
            directory.plan(SimulatedDisk.Fault.FORCE, 1);
            assertThatThrownBy(() -> append(writer)).isInstanceOf(IOException.class);

            sequence = 1;
            append(store.openWriter());

            assertThat(directory.list().stream().filter(name -> name.endsWith(Segment.SUFFIX)))
                    .containsExactly(Segment.name(0), Segment.name(1));
            assertThat(store.read(1, 0, MANY).entries()).hasSize(2);
        }
    }

    private LocalLogStore open(long segmentBytes, LogStoreConfig.Disk disk) throws IOException {
        return LocalLogStore.open(directory, new LogStoreConfig(segmentBytes, 0, disk));
    }

    /** Appends while there is room. */
    private void fill(LocalLogStore store, LogWriter writer) throws IOException {
        while (store.room() >= PAYLOAD_BYTES + LogStore.RECORD_OVERHEAD_BYTES) {
            append(writer);
        }
    }

    /** Appends until the disk is full; returns how many were acknowledged. */
    private long fillUp(LogWriter writer) {
        while (true) {
            long before = sequence;
            try {
                append(writer);
            } catch (IOException e) {
                assertThat(e).hasMessage("No space left on device");
                return before;
            }
        }
    }

    private void append(LogWriter writer) throws IOException {
        long next = sequence++;
        writer.append(1, next, next, new byte[PAYLOAD_BYTES]);
        writer.commit();
    }

    private int segments() {
        return (int) directory.list().stream()
                .filter(name -> name.endsWith(Segment.SUFFIX))
                .count();
    }

    private long bytes() {
        return directory.list().stream().mapToLong(directory::length).sum();
    }
}
