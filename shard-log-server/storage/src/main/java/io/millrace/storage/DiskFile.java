package io.millrace.storage;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of the file system. Whole pages of a large write go to the disk past the page cache, where the file system can
 * do that: the copy into fresh pages costs more than the disk does, and who reads what is new finds it in the memory
 * tail. Whatever is read comes through the page cache, which the system keeps in step with such writes.
 */
final class DiskFile implements SegmentFile {
    /** Below it the page cache is as fast. */
    private static final int DIRECT_BYTES_MIN = 2 << 20;

    /** Measured on ext4: one write of 8 MiB into the page cache takes five to ten times as long as 32 of these. */
    private static final int WRITE_BYTES = 256 << 10;

    private static final Logger log = LoggerFactory.getLogger(DiskFile.class);

    private final Path path;
    private final FileChannel channel;
    // The writing thread's, and at last the closing one's.
    private @Nullable FileChannel direct;
    private boolean indirect;

    private DiskFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Opens a file, making it if it is missing. */
    static DiskFile open(Path path) throws IOException {
        return new DiskFile(path, FileChannel.open(path, CREATE, READ, WRITE));
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
        int end = source.limit();
        int head = (int) (-position & (StagedBatch.PAGE_BYTES - 1));
        int pages = Math.max(0, source.remaining() - head) & -StagedBatch.PAGE_BYTES;
        long next = position;
        if (pages >= DIRECT_BYTES_MIN && isAligned(source, source.position() + head) && openDirect()) {
            next = write(channel, source.limit(source.position() + head), next);
            next = write(Objects.requireNonNull(direct), source.limit(source.position() + pages), next);
        }
        while (source.position() < end) {
            next = write(channel, source.limit(Math.min(end, source.position() + WRITE_BYTES)), next);
        }
    }

    /** Writes what is left of the source; returns where it ends. */
    private static long write(FileChannel target, ByteBuffer source, long position) throws IOException {
        long next = position;
        while (source.hasRemaining()) {
            next += target.write(source, next);
        }
        return next;
    }

    private static boolean isAligned(ByteBuffer source, int index) {
        return source.isDirect() && source.alignmentOffset(index, StagedBatch.PAGE_BYTES) == 0;
    }

    private boolean openDirect() {
        if (direct != null || indirect) {
            return direct != null;
        }
        try {
            Optional<OpenOption> option = directOption();
            if (option.isPresent()
                    && StagedBatch.PAGE_BYTES % Files.getFileStore(path).getBlockSize() == 0) {
                direct = FileChannel.open(path, WRITE, option.get());
            }
        } catch (IOException | UnsupportedOperationException e) {
            log.debug("{} is written through the page cache alone", path, e);
        }
        indirect = direct == null;
        return direct != null;
    }

    /** The JDK's own, which has no other name than this; empty in a JDK without it. */
    private static Optional<OpenOption> directOption() {
        try {
            return Stream.of(
                            Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants())
                    .filter(option -> option.toString().equals("DIRECT"))
                    .map(OpenOption.class::cast)
                    .findFirst();
        } catch (ClassNotFoundException e) {
            log.debug("this JDK writes through the page cache alone", e);
            return Optional.empty();
        }
    }

    @Override
    public void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void truncate(long length) throws IOException {
        channel.truncate(length);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        return channel.read(target, position);
    }

    @Override
    public long length() throws IOException {
        return channel.size();
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            if (direct != null) {
                direct.close();
            }
        }
    }
}
