package io.millrace.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log on a real file system of four megabytes. */
class SmallVolumeTest {
    private static final int VOLUME_BYTES = 4 << 20;
    private static final int FREE_BYTES_MIN = 1 << 20;
    private static final int PAYLOAD_BYTES = 10_000;

    @TempDir
    private Path directory;

    private long sequence;

    @BeforeEach
    void mount() throws Exception {
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=" + VOLUME_BYTES, "tmpfs", directory.toString()),
                "this user may not mount a tmpfs; DiskQuotaTest does the same on a simulated disk");
    }

    @AfterEach
    void unmount() throws Exception {
        if (run("mountpoint", "-q", directory.toString())) {
            assertThat(run("umount", directory.toString())).isTrue();
        }
    }

    @Test
    void appendsLeaveTheReserveAndRetentionFreesTheRest() throws IOException {
        LogStoreConfig.Disk disk = new LogStoreConfig.Disk(Long.MAX_VALUE, FREE_BYTES_MIN);
        try (LocalLogStore store = open(disk)) {
            LogWriter writer = store.openWriter();
            while (store.room() >= PAYLOAD_BYTES + LogStore.RECORD_OVERHEAD_BYTES) {
                append(writer);
            }
            assertThat(Files.getFileStore(directory).getUsableSpace())
                    .isBetween(FREE_BYTES_MIN - 10_000L, FREE_BYTES_MIN + 100_000L);

            store.trim(1, sequence / 2);
            long freed = store.reclaim();

            assertThat(freed).isGreaterThan(1_000_000);
            assertThat(store.room()).isGreaterThan(1_000_000);
            append(writer);
        }
    }

    @Test
    void aVolumeThatOthersHaveFilledDoesNotKeepSegmentsFromDeletion() throws IOException {
        try (LocalLogStore store = open(LogStoreConfig.Disk.UNLIMITED)) {
            LogWriter writer = store.openWriter();
            for (int record = 0; record < 100; record++) {
                append(writer);
            }
            assertThat(store.reclaim()).isZero();
            fill(directory.resolve("ballast"));
            assertThat(Files.getFileStore(directory).getUsableSpace()).isZero();

            store.trim(1, 50);
            long freed = store.reclaim();

            assertThat(freed).isGreaterThan(300_000);
            append(writer);
        }
        try (LocalLogStore store = open(LogStoreConfig.Disk.UNLIMITED)) {
            assertThat(store.extent(1)).isEqualTo(new Extent(50, 101, 100));
        }
    }

    private LocalLogStore open(LogStoreConfig.Disk disk) throws IOException {
        return LocalLogStore.open(directory.resolve("log"), new LogStoreConfig(100_000, 0, disk));
    }

    private void append(LogWriter writer) throws IOException {
        long next = sequence++;
        writer.append(1, next, next, new byte[PAYLOAD_BYTES]);
        writer.commit();
    }

    private static void fill(Path file) {
        try (var out = Files.newOutputStream(file)) {
            byte[] page = new byte[4 << 10];
            for (long written = 0; written <= VOLUME_BYTES; written += page.length) {
                out.write(page);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left on device");
            return;
        }
        throw new AssertionError("the volume has no end");
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }
}
