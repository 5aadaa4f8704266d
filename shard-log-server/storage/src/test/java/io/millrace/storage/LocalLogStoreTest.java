package io.millrace.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.storage.testing.SimulatedDirectory;
import io.millrace.storage.testing.SimulatedDirectory.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
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
    LogStore open() throws IOException {
        return LocalLogStore.open(directory.resolve("log"), SMALL);
    }

    @Test
    void oneProcessHoldsADirectory() {
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("holds the log");
    }

    @Test
    void theFormatIsThatOfTheGoldenFile() throws IOException {
        SimulatedDirectory disk = new SimulatedDirectory(new Random(0));
        try (LocalLogStore store = LocalLogStore.open(disk, ROOMY)) {
            LogWriter writer = store.openWriter();
            writer.append(7, 0, 1_000, "rye".getBytes(UTF_8));
            writer.append(9, 4, 1_001, "oats".getBytes(UTF_8));
            writer.append(7, 1, 1_001, new byte[0]);
            writer.commit();
            writer.append(7, 2, 1_002, "barley".getBytes(UTF_8));
            writer.commit();
        }

        byte[] written = bytes(disk, Segment.name(0));

        try (var golden = LocalLogStoreTest.class.getResourceAsStream("segment-1.hex")) {
            assertThat(golden).isNotNull();
            assertThat(HexFormat.of().formatHex(written)).isEqualTo(new String(golden.readAllBytes(), UTF_8).strip());
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
        try (LocalLogStore store = LocalLogStore.open(disk, new LogStoreConfig(1, 0))) {
            LogWriter writer = store.openWriter();
            writer.append(1, 2, 2, new byte[1]);
            writer.commit();
        }

        disk.flip(Segment.name(0), Format.SEGMENT_HEADER_BYTES + Format.BATCH_HEADER_BYTES + 3);

        try (LocalLogStore store = LocalLogStore.open(disk, SMALL)) {
            assertThatThrownBy(() -> store.read(1, 0, MANY)).isInstanceOf(CorruptSegmentException.class);
            assertThat(store.read(1, 1, MANY).entries()).hasSize(2);
        }
    }

    @Test
    void aLostIndexIsMadeAgain() throws IOException {
        SimulatedDirectory disk = twoBatches();
        try (LocalLogStore store = LocalLogStore.open(disk, new LogStoreConfig(1, 0))) {
            LogWriter writer = store.openWriter();
            writer.append(1, 2, 2, new byte[1]);
            writer.commit();
        }
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
    void anUnwritableDirectoryIsRefused() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> LocalLogStore.open(file, SMALL)).isInstanceOf(IOException.class);
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

    private static byte[] bytes(SimulatedDirectory disk, String name) throws IOException {
        try (SegmentFile file = disk.open(name)) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.length()));
            file.read(bytes, 0);
            return bytes.array();
        }
    }
}
