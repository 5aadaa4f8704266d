package io.millrace.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.storage.LogInspection.SegmentReport;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogInspectionTest {
    private static final LogStoreConfig SMALL = new LogStoreConfig(500, 0);

    @TempDir
    private Path directory;

    @Test
    void tellsWhatEverySegmentHolds() throws IOException {
        write(20);
        Map<String, ByteBuffer> before = files();

        LogInspection inspection = LogInspection.ofLog(directory);

        assertThat(inspection.refusal()).isEmpty();
        assertThat(inspection.changes()).isEmpty();
        assertThat(inspection.segments()).hasSizeGreaterThan(2);
        assertThat(inspection.segments())
                .allSatisfy(segment -> assertThat(segment.wholeBytes()).isEqualTo(segment.bytes()));
        assertThat(inspection.segments().stream()
                        .mapToLong(SegmentReport::records)
                        .sum())
                .isEqualTo(20);
        assertThat(inspection.segments().getFirst().firstArrivalMillis()).contains(1_000L);
        assertThat(inspection.segments().getLast().lastArrivalMillis()).contains(1_019L);
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void aTornTailWouldBeCut() throws IOException {
        write(3);
        Path last = segments().getLast();
        Files.write(last, new byte[7], StandardOpenOption.APPEND);
        Map<String, ByteBuffer> before = files();

        LogInspection inspection = LogInspection.ofLog(directory);

        assertThat(inspection.refusal()).isEmpty();
        assertThat(inspection.changes()).containsExactly("cut 7 bytes of " + last.getFileName());
        assertThat(inspection.segments().getLast().bytes())
                .isEqualTo(inspection.segments().getLast().wholeBytes() + 7);
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void aMissingIndexWouldBeMadeAgain() throws IOException {
        write(20);
        String index = SegmentIndex.name(segments().getFirst().getFileName().toString());
        Files.delete(directory.resolve(index));
        Map<String, ByteBuffer> before = files();

        LogInspection inspection = LogInspection.ofLog(directory);

        assertThat(inspection.refusal()).isEmpty();
        assertThat(inspection.changes()).contains("make " + index);
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void damageThatRecoveryRefusesIsToldWithItsReason() throws IOException {
        write(20);
        Path first = segments().getFirst();
        Files.delete(directory.resolve(SegmentIndex.name(first.getFileName().toString())));
        try (RandomAccessFile file = new RandomAccessFile(first.toFile(), "rw")) {
            file.seek(120);
            file.write(file.read() ^ 0xFF);
        }
        Map<String, ByteBuffer> before = files();

        LogInspection inspection = LogInspection.ofLog(directory);

        assertThat(inspection.refusal())
                .hasValueSatisfying(
                        why -> assertThat(why).contains(first.getFileName().toString()));
        assertThat(inspection.segments().getFirst().wholeBytes())
                .isLessThan(inspection.segments().getFirst().bytes());
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void metadataIsInspectedLikewise() throws IOException {
        try (MetadataLog log = MetadataLog.open(directory)) {
            log.append("a".getBytes(UTF_8));
            log.snapshot("b".getBytes(UTF_8));
            log.append("c".getBytes(UTF_8));
        }
        Map<String, ByteBuffer> before = files();

        LogInspection inspection = LogInspection.ofMetadata(directory);

        assertThat(inspection.refusal()).isEmpty();
        assertThat(inspection.segments())
                .singleElement()
                .satisfies(segment -> assertThat(segment.records()).isEqualTo(2));
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void aRunningLogIsNeitherLockedNorDisturbed() throws IOException {
        write(2);
        try (LocalLogStore store = LocalLogStore.open(directory, SMALL);
                LogWriter writer = store.openWriter()) {
            writer.append(7, 2, 1_002, new byte[5]);
            writer.commit();

            assertThat(LogInspection.ofLog(directory).refusal()).isEmpty();

            writer.append(7, 3, 1_003, new byte[5]);
            writer.commit();
            assertThat(store.extent(7).next()).isEqualTo(4);
        }
    }

    private void write(int records) throws IOException {
        try (LocalLogStore store = LocalLogStore.open(directory, SMALL);
                LogWriter writer = store.openWriter()) {
            for (int sequence = 0; sequence < records; sequence++) {
                writer.append(7, sequence, 1_000 + sequence, new byte[50]);
                writer.commit();
            }
        }
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(Segment.SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    private Map<String, ByteBuffer> files() throws IOException {
        Map<String, ByteBuffer> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                contents.put(file.getFileName().toString(), ByteBuffer.wrap(Files.readAllBytes(file)));
            }
        }
        return contents;
    }
}
