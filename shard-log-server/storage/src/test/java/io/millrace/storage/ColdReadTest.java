package io.millrace.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Readers of what memory no longer holds, from a commit of many runs. */
class ColdReadTest {
    private static final LogStoreConfig NO_TAIL = new LogStoreConfig(64 << 20, 0);
    private static final int SHARDS = 2;
    private static final int RECORDS = 5_000;
    private static final int RECORD_BYTES = 1 << 10;

    /** Where the build is: temporary files may be in memory, and read otherwise. */
    @TempDir(factory = BuildDirectory.class)
    private Path directory;

    @BeforeEach
    void fill() throws IOException {
        try (LocalLogStore store = LocalLogStore.open(directory, NO_TAIL)) {
            LogWriter writer = store.openWriter();
            for (long sequence = 0; sequence < RECORDS; sequence++) {
                for (long shard = 0; shard < SHARDS; shard++) {
                    writer.append(shard, sequence, sequence, payload(shard, sequence));
                }
            }
            writer.commit();
        }
    }

    @ParameterizedTest(name = "from {0}, {1} records, {2} bytes")
    @CsvSource({
        "0,    10000, 100000000, 5000",
        "0,    4999,  100000000, 4999",
        "127,  1,     100000000, 1",
        "128,  130,   100000000, 130",
        "4321, 10000, 100000000, 679",
        "1,    10000, 1048576,   1024",
        "0,    10000, 3000000,   2929",
        "7,    10000, 1,         1"
    })
    void readsHandOnWhatIsAskedForInOrder(long from, int records, int bytes, int expected) throws IOException {
        try (LocalLogStore store = LocalLogStore.open(directory, NO_TAIL)) {
            for (long shard = 0; shard < SHARDS; shard++) {
                List<Batch.Entry> read =
                        store.read(shard, from, new ReadLimit(records, bytes)).entries();

                assertThat(read)
                        .extracting(Batch.Entry::sequence)
                        .containsExactlyElementsOf(
                                LongStream.range(from, from + expected).boxed().toList());
                for (Batch.Entry entry : read) {
                    assertThat(entry.payload()).isEqualTo(payload(shard, entry.sequence()));
                }
            }
        }
    }

    @Test
    void damageInAnyRunIsReportedAndWhatStandsBeforeItIsStillRead() throws IOException {
        try (LocalLogStore store = LocalLogStore.open(directory, NO_TAIL)) {
            flipABitAt(3_000_000);

            assertThatThrownBy(() -> store.read(0, 0, new ReadLimit(10_000, 100_000_000)))
                    .isInstanceOf(CorruptSegmentException.class);
            assertThat(store.read(0, 0, new ReadLimit(2_000, 100_000_000)).entries())
                    .hasSize(2_000);
            assertThat(store.read(1, 0, new ReadLimit(10_000, 100_000_000)).entries())
                    .hasSize(RECORDS);
        }
    }

    private void flipABitAt(long position) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            Path segment = files.filter(file -> file.toString().endsWith(Segment.SUFFIX))
                    .findFirst()
                    .orElseThrow();
            try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
                file.seek(position);
                int before = file.read();
                file.seek(position);
                file.write(before ^ 1);
            }
        }
    }

    private static byte[] payload(long shard, long sequence) {
        byte[] payload = new byte[RECORD_BYTES];
        new Random(shard * RECORDS + sequence).nextBytes(payload);
        return payload;
    }
}
