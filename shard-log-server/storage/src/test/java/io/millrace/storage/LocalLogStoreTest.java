package io.millrace.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.storage.testing.LogStoreContract;
import io.millrace.storage.testing.SimulatedDirectory;
import io.millrace.storage.testing.SimulatedDisk;
import io.millrace.storage.testing.SimulatedDisk.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalLogStoreTest extends LogStoreContract {
    private static final LogStoreConfig SMALL = new LogStoreConfig(500, 256);
    private static final LogStoreConfig ROOMY = new LogStoreConfig(1 << 20, 0);
    private static final ReadLimit MANY = new ReadLimit(1_000, 1 << 20);

    @TempDir
    private Path directory;

    @Override
    protected LogStore open() throws IOException {
        return LocalLogStore.open(directory.resolve("log"), SMALL);
    }

    @Test
    void oneProcessHoldsADirectory() {
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("holds the log");
    }

    @Test
    void damagedHorizonsRefuseToOpen() throws IOException {
        SimulatedDirectory disk = new SimulatedDirectory(new Random(0));
        new Horizons(Map.of(7L, new Extent(3, 5, 1_000)), Map.of()).write(disk);

        disk.flip(Horizons.NAME, 20);

        assertThatThrownBy(() -> LocalLogStore.open(disk, SMALL)).isInstanceOf(CorruptSegmentException.class);
    }

    @Test
    void aSealedSegmentCutBetweenBatchesRefusesToOpen() throws IOException {
        SimulatedDirectory disk = twoBatches();
        appendInNewSegment(disk);
        try (SegmentFile file = disk.open(Segment.name(0))) {
            file.truncate(file.length() - batchBytes(40));
        }

        assertThatThrownBy(() -> LocalLogStore.open(disk, SMALL))
                .isInstanceOf(CorruptSegmentException.class)
                .hasMessageContaining("bytes were durable");
    }

    @Test
    void aDamagedBlockOfAnIndexIsMadeAgainByItsReader() throws IOException {
        SimulatedDirectory disk = threeSegments();
        String index = SegmentIndex.name(Segment.name(0));
        byte[] whole = bytes(disk, index);
        disk.flip(index, whole.length - 10);

        try (LocalLogStore store = LocalLogStore.open(disk, SMALL)) {
            assertThat(store.read(1, 0, MANY).entries()).hasSize(3);
        }
        assertThat(bytes(disk, index)).isEqualTo(whole);
    }

    @Test
    void aLongRunIsSplitSoThatASmallReadVerifiesLittle() throws IOException {
        SimulatedDirectory disk = new SimulatedDirectory(new Random(0));
        int records = 1_000;
        try (LocalLogStore store = LocalLogStore.open(disk, ROOMY)) {
            LogWriter writer = store.openWriter();
            for (int sequence = 0; sequence < records; sequence++) {
                writer.append(1, sequence, sequence, new byte[1_000]);
            }
            writer.commit();
            disk.flip(Segment.name(0), Format.SEGMENT_HEADER_BYTES + Format.BATCH_HEADER_BYTES + 100);

            assertThatThrownBy(() -> store.read(1, 0, MANY)).isInstanceOf(CorruptSegmentException.class);
            assertThat(store.read(1, 500, MANY).entries()).hasSize(records - 500);
            assertThat(store.firstSince(1, 700)).isEqualTo(700);
        }
    }

    @Test
    void thousandsOfRunsInASealedSegmentAreFoundThroughItsIndex() throws IOException {
        SimulatedDirectory disk = new SimulatedDirectory(new Random(0));
        int records = 700;
        try (LocalLogStore store = LocalLogStore.open(disk, new LogStoreConfig(40_000, 0))) {
            LogWriter writer = store.openWriter();
            for (int sequence = 0; sequence < records; sequence++) {
                writer.append(1, sequence, 10L * sequence, new byte[] {(byte) sequence});
                writer.append(2 + sequence % 5, sequence / 5, 10L * sequence, new byte[1]);
                writer.commit();
            }
        }

        try (LocalLogStore store = LocalLogStore.open(disk, SMALL)) {
            for (int sequence = 0; sequence < records; sequence++) {
                Batch.Entry first =
                        store.read(1, sequence, new ReadLimit(1, 1)).entries().getFirst();
                assertThat(first.sequence()).isEqualTo(sequence);
                assertThat(first.payload()).containsExactly(sequence);
                assertThat(store.firstSince(1, 10L * sequence - 5)).isEqualTo(sequence);
            }
            assertThat(store.read(1, 0, MANY).entries()).hasSize(records);
        }
    }

    @Test
    void statisticsCountWhatWasDone() throws IOException {
        SimulatedDirectory disk = threeSegments();
        try (LocalLogStore store = LocalLogStore.open(disk, ROOMY)) {
            LogWriter writer = store.openWriter();
            writer.append(1, 3, 3, new byte[40]);
            writer.commit();

            LogStoreStatistics statistics = store.statistics();

            assertThat(statistics.commits()).isEqualTo(1);
            assertThat(statistics.appendedRecords()).isEqualTo(1);
            assertThat(statistics.appendedBytes()).isEqualTo(batchBytes(40));
            assertThat(statistics.commitNanos()).isGreaterThanOrEqualTo(statistics.forceNanos());
            assertThat(statistics.segments()).isEqualTo(3);
        }
    }

    @Test
    void damageBelowAnAcknowledgedBatchRefusesToOpen() throws IOException {
        SimulatedDirectory disk = twoBatches();

        disk.flip(Segment.name(0), Format.SEGMENT_HEADER_BYTES + Format.BATCH_HEADER_BYTES + 3);

        assertThatThrownBy(() -> LocalLogStore.open(disk, SMALL))
                .isInstanceOf(CorruptSegmentException.class)
                .hasMessageContaining("a whole batch follows");
    }

    @Test
    void aDamagedHeaderRefusesToOpen() throws IOException {
        SimulatedDirectory disk = twoBatches();

        disk.flip(Segment.name(0), 1);

        assertThatThrownBy(() -> LocalLogStore.open(disk, SMALL)).isInstanceOf(CorruptSegmentException.class);
    }

    @Test
    void damageInASealedSegmentIsToldToItsReader() throws IOException {
        SimulatedDirectory disk = twoBatches();
        appendInNewSegment(disk);

        disk.flip(Segment.name(0), Format.SEGMENT_HEADER_BYTES + Format.BATCH_HEADER_BYTES + 3);

        try (LocalLogStore store = LocalLogStore.open(disk, SMALL)) {
            assertThatThrownBy(() -> store.read(1, 0, MANY)).isInstanceOf(CorruptSegmentException.class);
            assertThat(store.read(1, 1, MANY).entries()).hasSize(2);
        }
    }

    @Test
    void aLostIndexIsMadeAgain() throws IOException {
        SimulatedDirectory disk = twoBatches();
        appendInNewSegment(disk);
        String index = SegmentIndex.name(Segment.name(0));
        disk.delete(index);

        try (LocalLogStore store = LocalLogStore.open(disk, SMALL)) {
            assertThat(store.read(1, 0, MANY).entries()).hasSize(3);
        }
        assertThat(disk.list()).contains(index);
    }

    @Test
    void aFullDiskFailsTheCommitAndLosesNothingBefore() throws IOException {
        SimulatedDirectory disk = new SimulatedDirectory(new Random(1));
        try (LocalLogStore store = LocalLogStore.open(disk, SMALL)) {
            LogWriter writer = store.openWriter();
            writer.append(1, 0, 0, new byte[10]);
            writer.commit();
            writer.append(1, 1, 1, new byte[10]);
            disk.plan(Fault.FULL, 1);

            assertThatThrownBy(writer::commit).isInstanceOf(IOException.class).hasMessageContaining("No space");
            assertThatThrownBy(writer::commit).isInstanceOf(FencedException.class);
            assertThat(store.extent(1).next()).isEqualTo(1);

            disk.heal();
            LogWriter next = store.openWriter();
            next.append(1, 1, 1, new byte[20]);
            next.commit();
            assertThat(store.read(1, 0, MANY).entries())
                    .extracting(entry -> entry.payload().length)
                    .isEqualTo(List.of(10, 20));
        }
    }

    @Test
    void aBatchWhoseForceFailedIsOnDiskBeforeAnybodyReadsIt() throws IOException {
        // Seeds: what survives of a failed force, and of the power cut, is up to them.
        for (int seed = 0; seed < 50; seed++) {
            SimulatedDisk disk = new SimulatedDisk(new Random(seed));
            SimulatedDirectory files = disk.directory();
            LogWriter writer = LocalLogStore.open(files, ROOMY).openWriter();
            writer.append(1, 0, 0, "first".getBytes(UTF_8));
            writer.commit();
            writer.append(1, 1, 1, "second".getBytes(UTF_8));
            disk.plan(Fault.FORCE, 1);
            assertThatThrownBy(writer::commit).hasMessageContaining("Input/output error");

            disk.kill();
            long read = LocalLogStore.open(files, ROOMY).extent(1).next();
            disk.crash();

            try (LocalLogStore store = LocalLogStore.open(files, ROOMY)) {
                assertThat(store.extent(1).next()).as("seed %d", seed).isEqualTo(read);
            }
        }
    }

    @Test
    void aSegmentWhoseHeaderWasNotForcedTakesNoBatchBeforeItIs() throws IOException {
        for (int seed = 0; seed < 50; seed++) {
            SimulatedDisk disk = new SimulatedDisk(new Random(seed));
            SimulatedDirectory files = disk.directory();
            disk.plan(Fault.FORCE, 1);
            assertThatThrownBy(() -> LocalLogStore.open(files, ROOMY)).hasMessageContaining("Input/output error");

            disk.kill();
            LogWriter writer = LocalLogStore.open(files, ROOMY).openWriter();
            writer.append(1, 0, 0, "first".getBytes(UTF_8));
            writer.commit();
            disk.crash();

            try (LocalLogStore store = LocalLogStore.open(files, ROOMY)) {
                assertThat(store.extent(1).next()).as("seed %d", seed).isEqualTo(1);
            }
        }
    }

    @Test
    void aRecordThatLooksLikeBatchesDoesNotMakeATornWriteLookAcknowledged() throws IOException {
        SimulatedDirectory ahead = new SimulatedDirectory(new Random(99));
        try (LocalLogStore store = LocalLogStore.open(ahead, ROOMY)) {
            LogWriter writer = store.openWriter();
            for (int sequence = 0; sequence < 10; sequence++) {
                writer.append(1, sequence, sequence, new byte[1]);
                writer.commit();
            }
        }
        for (int seed = 0; seed < 100; seed++) {
            SimulatedDisk disk = new SimulatedDisk(new Random(seed));
            SimulatedDirectory files = disk.directory();
            LogWriter writer = LocalLogStore.open(files, ROOMY).openWriter();
            writer.append(1, 0, 0, bytes(ahead, Segment.name(0)));
            disk.plan(Fault.DOWN, 2);
            assertThatThrownBy(writer::commit).hasMessageContaining("down");

            disk.crash();

            try (LocalLogStore store = LocalLogStore.open(files, ROOMY)) {
                assertThat(store.extent(1).next()).as("seed %d", seed).isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void aSegmentOfAnotherVersionIsRefusedByItsVersion() throws IOException {
        SimulatedDirectory disk = twoBatches();
        try (SegmentFile file = disk.open(Segment.name(0))) {
            file.write(ByteBuffer.allocate(4).putInt(1).flip(), 8);
        }

        assertThatThrownBy(() -> LocalLogStore.open(disk, SMALL))
                .isInstanceOf(CorruptSegmentException.class)
                .hasMessageContaining("it is of version 1");
    }

    @Test
    void anIndexThatCannotBeReadIsClosed() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(new Random(0));
        SimulatedDirectory files = disk.directory();
        try (LocalLogStore store = LocalLogStore.open(files, new LogStoreConfig(1, 0))) {
            LogWriter writer = store.openWriter();
            for (int sequence = 0; sequence < 2; sequence++) {
                writer.append(1, sequence, sequence, new byte[1]);
                writer.commit();
            }
        }
        for (int read = 1; read < 20; read++) {
            disk.plan(Fault.READ, read);
            try (LocalLogStore store = LocalLogStore.open(files, SMALL)) {
                assertThat(store.extent(1).next()).isEqualTo(2);
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("Input/output error");
            }
            assertThat(disk.openFiles()).as("read %d failed", read).isZero();
        }
    }

    @Test
    void anUnwritableDirectoryIsRefused() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> LocalLogStore.open(file, SMALL)).isInstanceOf(IOException.class);
    }

    private static int batchBytes(int payload) {
        return Format.BATCH_HEADER_BYTES + Format.RUN_HEADER_BYTES + Format.RECORD_HEADER_BYTES + payload;
    }

    /** Batch 2 in a segment of its own. */
    private static void appendInNewSegment(SimulatedDirectory disk) throws IOException {
        try (LocalLogStore store = LocalLogStore.open(disk, new LogStoreConfig(1, 0))) {
            LogWriter writer = store.openWriter();
            writer.append(1, 2, 2, new byte[1]);
            writer.commit();
        }
    }

    /** Three records of shard 1, each in a segment of its own. */
    static SimulatedDirectory threeSegments() throws IOException {
        SimulatedDirectory disk = new SimulatedDirectory(new Random(0));
        try (LocalLogStore store = LocalLogStore.open(disk, new LogStoreConfig(1, 0))) {
            LogWriter writer = store.openWriter();
            for (int sequence = 0; sequence < 3; sequence++) {
                writer.append(1, sequence, sequence, new byte[1]);
                writer.commit();
            }
        }
        return disk;
    }

    private static SimulatedDirectory twoBatches() throws IOException {
        SimulatedDirectory disk = new SimulatedDirectory(new Random(0));
        try (LocalLogStore store = LocalLogStore.open(disk, ROOMY)) {
            LogWriter writer = store.openWriter();
            writer.append(1, 0, 0, new byte[40]);
            writer.commit();
            writer.append(1, 1, 1, new byte[40]);
            writer.commit();
        }
        return disk;
    }

    static byte[] bytes(SimulatedDirectory disk, String name) throws IOException {
        try (SegmentFile file = disk.open(name)) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.length()));
            return Format.readFully(file, bytes, 0).array();
        }
    }
}
