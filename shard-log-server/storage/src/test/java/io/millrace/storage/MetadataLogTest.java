package io.millrace.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.storage.testing.SimulatedDirectory;
import io.millrace.storage.testing.SimulatedDisk;
import io.millrace.storage.testing.SimulatedDisk.Fault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MetadataLogTest {
    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    @Test
    void aSnapshotStandsForAllBeforeIt() throws IOException {
        SimulatedDirectory disk = new SimulatedDirectory(new Random(0));
        try (MetadataLog log = MetadataLog.open(disk)) {
            log.append("a".getBytes(UTF_8));
            log.snapshot("A".getBytes(UTF_8));
            log.append("b".getBytes(UTF_8));
        }

        assertThat(replay(disk)).containsExactly("A", "b");
        assertThat(disk.list()).hasSize(1);
    }

    @Test
    void damageIsRefused() throws IOException {
        SimulatedDirectory disk = new SimulatedDirectory(new Random(0));
        try (MetadataLog log = MetadataLog.open(disk)) {
            log.append("a".getBytes(UTF_8));
            log.append("b".getBytes(UTF_8));
        }

        disk.flip(Segment.name(0), Format.SEGMENT_HEADER_BYTES + Format.BATCH_HEADER_BYTES + 5);

        assertThatThrownBy(() -> replay(disk)).isInstanceOf(CorruptSegmentException.class);
    }

    @Test
    void aDamagedSnapshotIsNoTornTail() throws IOException {
        SimulatedDirectory disk = new SimulatedDirectory(new Random(0));
        try (MetadataLog log = MetadataLog.open(disk)) {
            log.append("a".getBytes(UTF_8));
            log.snapshot("A".getBytes(UTF_8));
        }
        String generation = disk.list().getFirst();

        disk.flip(generation, disk.length(generation) - 1);

        assertThatThrownBy(() -> replay(disk)).isInstanceOf(CorruptSegmentException.class);
    }

    @Test
    void aSnapshotThatFailsEndsTheLog() throws IOException {
        for (int step = 1; step <= 8; step++) {
            SimulatedDirectory disk = new SimulatedDirectory(new Random(step));
            try (MetadataLog log = MetadataLog.open(disk)) {
                log.append("a".getBytes(UTF_8));
                disk.plan(Fault.FULL, step);

                assertThatThrownBy(() -> log.snapshot("A".getBytes(UTF_8))).hasMessageContaining("No space");
                disk.heal();
                assertThatThrownBy(() -> log.append("b".getBytes(UTF_8))).isInstanceOf(FencedException.class);
            }
            assertThat(replay(disk)).isIn(List.of("a"), List.of("A"));
        }
    }

    @Test
    void aLogThatDoesNotOpenLeavesNoFileOpen() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(new Random(0));
        SimulatedDirectory files = disk.directory();
        try (MetadataLog log = MetadataLog.open(files)) {
            log.append("a".getBytes(UTF_8));
        }
        for (int step = 1; step < 5; step++) {
            disk.plan(Fault.FULL, step);

            assertThatThrownBy(() -> MetadataLog.open(files)).hasMessageContaining("No space");
            assertThat(disk.openFiles()).as("step %d failed", step).isZero();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void crashesForgetNothingRemembered(long seed) throws IOException {
        Random random = new Random(seed);
        SimulatedDirectory disk = new SimulatedDirectory(random);
        List<String> remembered = new ArrayList<>();
        for (int life = 0; life < 5; life++) {
            List<String> candidate = new ArrayList<>(remembered);
            try (MetadataLog log = MetadataLog.open(disk)) {
                disk.plan(Fault.DOWN, 1 + random.nextInt(12));
                for (int entry = 0; entry < 6; entry++) {
                    String text = "life %d entry %d".formatted(life, entry);
                    candidate = new ArrayList<>(remembered);
                    if (random.nextInt(4) == 0) {
                        candidate = new ArrayList<>(List.of(text));
                        log.snapshot(text.getBytes(UTF_8));
                    } else {
                        candidate.add(text);
                        log.append(text.getBytes(UTF_8));
                    }
                    remembered = candidate;
                }
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("down");
            }
            disk.crash();
            List<String> found = replay(disk);
            assertThat(found).isIn(remembered, candidate);
            remembered = found;
        }
    }

    private static List<String> replay(SimulatedDirectory disk) throws IOException {
        try (MetadataLog log = MetadataLog.open(disk)) {
            return log.replay().stream().map(entry -> new String(entry, UTF_8)).toList();
        }
    }
}
