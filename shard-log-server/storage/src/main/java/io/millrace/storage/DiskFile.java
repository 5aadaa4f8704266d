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
 * A file of the file system. Large writes, and large reads of what nobody wants again, go past the page cache, where the
 * file system can do that: fresh pages cost more than the disk does. The system keeps page cache and disk in step.
 */
final class DiskFile implements SegmentFile {
    /** Below it the page cache is as fast. */
    private static final int DIRECT_WRITE_BYTES_MIN = 256 << 10;

    /** Above what a reader of a few records wants. */
    private static final int DIRECT_READ_BYTES_MIN = 256 << 10;

    /** Measured on ext4: one write of 8 MiB into the page cache takes five to ten times as long as 32 of these. */
    private static final int WRITE_BYTES = 256 << 10;

    private static final Logger log = LoggerFactory.getLogger(DiskFile.class);

    private final Path path;
    private final FileChannel channel;
    private final PageMemory memory;
    private final Object opening = new Object();
    // Both written under the lock, by whoever first has much to write or read.
    private volatile @Nullable FileChannel direct;
    private volatile boolean indirect;

    private DiskFile(Path path, FileChannel channel, PageMemory memory) {
        this.path = path;
        this.channel = channel;
        this.memory = memory;
    }

    /** Opens a file, making it if it is missing. */
    static DiskFile open(Path path, PageMemory memory) throws IOException {
        return new DiskFile(path, FileChannel.open(path, CREATE, READ, WRITE), memory);
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
        int end = source.limit();
        int head = (int) (-position & (StagedBatch.PAGE_BYTES - 1));
        int pages = Math.max(0, source.remaining() - head) & -StagedBatch.PAGE_BYTES;
        long next = position;
        if (pages >= DIRECT_WRITE_BYTES_MIN && isAligned(source, source.position() + head) && openDirect()) {
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
        if (direct == null && !indirect) {
            synchronized (opening) {
                if (direct == null && !indirect) {
                    direct = directChannel();
                    indirect = direct == null;
                }
            }
        }
        return direct != null;
    }

    private @Nullable FileChannel directChannel() {
        try {
            Optional<OpenOption> option = directOption();
            if (option.isPresent()
                    && StagedBatch.PAGE_BYTES % Files.getFileStore(path).getBlockSize() == 0) {
                return FileChannel.open(path, READ, WRITE, option.get());
            }
        } catch (IOException | UnsupportedOperationException e) {
            log.debug("{} goes through the page cache alone", path, e);
        }
        return null;
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
            log.debug("this JDK goes through the page cache alone", e);
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
    public int readOnce(ByteBuffer target, long position) throws IOException {
        boolean large = target.remaining() >= DIRECT_READ_BYTES_MIN && target.remaining() <= ReadBuffers.STRETCH_BYTES;
        Optional<ByteBuffer> pages = large && openDirect() ? memory.take() : Optional.empty();
        if (pages.isEmpty()) {
            return read(target, position);
        }
        try {
            return read(pages.get(), target, position);
        } finally {
            memory.give(pages.get());
        }
    }

    /** Reads the pages in which the bytes stand, which is quicker, copy and all, than to have them cached. */
    private int read(ByteBuffer pages, ByteBuffer target, long position) throws IOException {
        int before = (int) (position % StagedBatch.PAGE_BYTES);
        int wanted = before + target.remaining();
        pages.limit(wanted + (-wanted & (StagedBatch.PAGE_BYTES - 1)));
        int end = Math.min(Objects.requireNonNull(direct).read(pages, position - before), wanted);
        if (end <= before) {
            return -1;
        }
        target.put(pages.position(before).limit(end));
        return end - before;
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
            FileChannel opened = direct;
            if (opened != null) {
                opened.close();
            }
        }
    }
}
