package io.millrace.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DiskFileTest {
    private static final int PAGE = StagedBatch.PAGE_BYTES;
    /** Large enough to go past the page cache. */
    private static final int WRITE_BYTES_MAX = 4 << 20;

    /** Where the build is, and not where temporary files are: those may be in memory, past which nothing is written. */
    @TempDir(factory = BuildDirectory.class)
    private Path directory;

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatWasWrittenIsReadWhicheverWayItWent(long seed) throws IOException {
        Random random = new Random(seed);
        byte[] expected = new byte[16 << 20];
        int length = 0;
        ByteBuffer memory =
                ByteBuffer.allocateDirect(WRITE_BYTES_MAX + 2 * PAGE).alignedSlice(PAGE);
        try (DiskFile file = DiskFile.open(directory.resolve("file"), new PageMemory())) {
            while (length < expected.length - WRITE_BYTES_MAX) {
                int bytes = 1 + random.nextInt(random.nextBoolean() ? WRITE_BYTES_MAX : 3 * PAGE);
                // Sometimes in memory as in the file, as a batch stands, and sometimes not.
                int start = random.nextInt(3) == 0 ? random.nextInt(PAGE) : length % PAGE;
                byte[] content = new byte[bytes];
                random.nextBytes(content);
                memory.clear().position(start).put(content).flip().position(start);

                file.write(memory, length);
                System.arraycopy(content, 0, expected, length, bytes);
                length += bytes;

                // A reader between two writes leaves pages in the cache that the next write must not leave stale.
                assertThat(file.length()).isEqualTo(length);
                int from = random.nextInt(length);
                int wanted = random.nextInt(random.nextBoolean() ? 1 << 20 : 20_000);
                assertThat(read(file, from, wanted))
                        .isEqualTo(ByteBuffer.wrap(expected, from, Math.min(length - from, wanted)));
            }
            file.force();
            assertThat(read(file, 0, length)).isEqualTo(ByteBuffer.wrap(expected, 0, length));
        }
    }

    private static ByteBuffer read(DiskFile file, int position, int bytes) throws IOException {
        ByteBuffer once = Format.readFullyOnce(file, ByteBuffer.allocate(bytes), position);
        assertThat(Format.readFully(file, ByteBuffer.allocate(bytes), position)).isEqualTo(once);
        return once;
    }
}
