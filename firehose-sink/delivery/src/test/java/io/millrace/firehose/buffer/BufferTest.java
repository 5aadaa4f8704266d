package io.millrace.firehose.buffer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.firehose.stream.BufferHints;
import io.millrace.firehose.stream.Intent;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BufferTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    private Path directory;

    private Buffer buffer;

    @BeforeEach
    void open() throws IOException {
        buffer = new Buffer(BufferHints.of(1, 60), directory.resolve("spool"));
    }

    @AfterEach
    void close() throws IOException {
        buffer.close();
        assertThat(directory.resolve("spool")).doesNotExist();
    }

    @Test
    void itIsFullAtItsSizeAndNotAByteBefore() throws IOException {
        buffer.add("a", BigInteger.ONE, new byte[(1 << 20) - 1], NOW);
        boolean before = buffer.full();

        buffer.add("a", BigInteger.TWO, new byte[1], NOW);

        assertThat(before).isFalse();
        assertThat(buffer.full()).isTrue();
    }

    @Test
    void itIsDueOnceItsIntervalHasPassedSinceItsFirstRead() throws IOException {
        buffer.add("a", BigInteger.ONE, new byte[1], NOW.minusSeconds(500));
        buffer.read(NOW);
        buffer.add("a", BigInteger.TWO, new byte[1], NOW.plusSeconds(50));
        buffer.read(NOW.plusSeconds(50));

        assertThat(buffer.due(NOW.plusSeconds(59))).isFalse();
        assertThat(buffer.due(NOW.plusSeconds(60))).isTrue();
    }

    @Test
    void anEmptyBufferIsNeverDue() {
        buffer.read(NOW);

        assertThat(buffer.due(NOW.plusSeconds(3_600))).isFalse();
    }

    @Test
    void anIntentIsTheRangeOfEachShardAndTheOldestArrival() throws IOException {
        buffer.add("a", BigInteger.valueOf(7), new byte[1], NOW);
        buffer.add("b", BigInteger.valueOf(3), new byte[1], NOW.minusSeconds(9));
        buffer.add("a", BigInteger.valueOf(8), new byte[1], NOW);

        Intent intent = buffer.intent();

        assertThat(intent.through().byShard())
                .isEqualTo(Map.of("a", BigInteger.valueOf(8), "b", BigInteger.valueOf(3)));
        assertThat(intent.oldestArrival()).isEqualTo(NOW.minusSeconds(9));
        assertThat(intent.records()).isEqualTo(3);
        assertThat(Intent.parse(intent.toString())).isEqualTo(intent);
    }

    @Test
    void recordsCanBeGoneThroughAgainAndStartAnewAfterAClear() throws IOException {
        buffer.add("a", BigInteger.ONE, "old".getBytes(UTF_8), NOW);
        assertThat(records()).containsExactly("old");
        buffer.clear();
        buffer.add("a", BigInteger.TWO, "rye".getBytes(UTF_8), NOW);
        buffer.add("a", BigInteger.TEN, "".getBytes(UTF_8), NOW);

        assertThat(records()).containsExactly("rye", "");
        assertThat(records()).containsExactly("rye", "");
        assertThat(Files.size(directory.resolve("spool"))).isEqualTo(2 * 12 + 3);
    }

    private List<String> records() throws IOException {
        List<String> found = new ArrayList<>();
        buffer.records().forEach((data, arrival) -> found.add(new String(data, UTF_8)));
        return found;
    }
}
