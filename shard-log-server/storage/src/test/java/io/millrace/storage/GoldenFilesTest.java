package io.millrace.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.storage.testing.SimulatedDirectory;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is on disk today must be read tomorrow: a change of these files is a new version. */
class GoldenFilesTest {
    @Test
    void theFormatIsThatOfTheGoldenFile() throws IOException {
        SimulatedDirectory disk = new SimulatedDirectory(new Random(0));
        try (LocalLogStore store = LocalLogStore.open(disk, new LogStoreConfig(1 << 20, 0))) {
            LogWriter writer = store.openWriter();
            writer.append(7, 0, 1_000, "rye".getBytes(UTF_8));
            writer.append(9, 4, 1_001, "oats".getBytes(UTF_8));
            writer.append(7, 1, 1_001, new byte[0]);
            writer.commit();
            writer.append(7, 2, 1_002, "barley".getBytes(UTF_8));
            writer.commit();
        }

        assertThat(HexFormat.of().formatHex(LocalLogStoreTest.bytes(disk, Segment.name(0))))
                .isEqualTo(golden("segment-2.hex"));
    }

    @Test
    void theIndexFormatIsThatOfTheGoldenFile() throws IOException {
        assertThat(HexFormat.of()
                        .formatHex(LocalLogStoreTest.bytes(
                                LocalLogStoreTest.threeSegments(), SegmentIndex.name(Segment.name(0)))))
                .isEqualTo(golden("index-1.hex"));
    }

    @Test
    void theHorizonsFormatIsThatOfTheGoldenFile() throws IOException {
        SimulatedDirectory disk = new SimulatedDirectory(new Random(0));
        new Horizons(Map.of(7L, new Extent(3, 5, 1_000)), Map.of(2L, new Horizons.Kept(1, 400))).write(disk);

        assertThat(HexFormat.of().formatHex(LocalLogStoreTest.bytes(disk, Horizons.NAME)))
                .isEqualTo(golden("horizons-2.hex"));
        assertThat(Horizons.read(disk))
                .isEqualTo(new Horizons(Map.of(7L, new Extent(3, 5, 1_000)), Map.of(2L, new Horizons.Kept(1, 400))));
    }

    static String golden(String name) throws IOException {
        try (var golden = GoldenFilesTest.class.getResourceAsStream(name)) {
            assertThat(golden).as(name).isNotNull();
            return new String(golden.readAllBytes(), UTF_8).strip();
        }
    }
}
