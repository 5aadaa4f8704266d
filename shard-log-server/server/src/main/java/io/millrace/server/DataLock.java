package io.millrace.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The lock file of a data directory: which process holds it, and how the next one follows. The system takes the locks from
 * a process that ends, however it ends. The file's text is the holder's process, and the instant at which that started.
 */
final class DataLock implements Closeable {
    private static final int TEXT_BYTES_MAX = 64;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);
    private static final Pattern TEXT = Pattern.compile("(\\d{1,18}) (\\d{1,18})\n");

    /** A system counts from when it was started, and reckons that anew when its clock is corrected. */
    private static final Duration CLOCK_DRIFT = Duration.ofSeconds(10);

    /** What can be held, each a byte of the file. */
    enum Part {
        /** What the services keep: held by the process that serves. */
        DATA(0),
        /** The services' work in the background, which calls them through the door: held as long as it may go on. */
        BACKGROUND(1),
        /** The place of the one process that is to follow: held until that has the data. */
        NEXT(2),
        /** That the process that is to follow does not listen yet: held until it does. */
        NEXT_IS_DEAF(3);

        private final int position;

        Part(int position) {
            this.position = position;
        }
    }

    /** The only one of this process: closing any other of the same file would give up the locks of this one. */
    private final FileChannel file;

    private final Map<Part, FileLock> held = new EnumMap<>(Part.class);

    private DataLock(FileChannel file) {
        this.file = file;
    }

    /** Opens the file, made if absent, and holds nothing. */
    static DataLock open(Path file) throws IOException {
        return new DataLock(FileChannel.open(file, CREATE, READ, WRITE));
    }

    /** Whether the part is held by this process now. */
    boolean take(Part part) throws IOException {
        @Nullable FileLock lock;
        try {
            lock = file.tryLock(part.position, 1, false);
        } catch (OverlappingFileLockException e) {
            // Another server of this very process.
            return false;
        }
        if (lock == null) {
            return false;
        }
        held.put(part, lock);
        return true;
    }

    /** As {@link #take(Part)}, once its holder has given it up or ended; false if it has not in time. */
    boolean take(Part part, Duration longest) throws IOException {
        long start = System.nanoTime();
        while (!take(part)) {
            if (System.nanoTime() - start > longest.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        return true;
    }

    /** Gives up a part that is held. */
    void giveUp(Part part) throws IOException {
        @Nullable FileLock lock = held.remove(part);
        if (lock != null) {
            lock.release();
        }
    }

    /** Writes this process down as the holder. */
    void sign() throws IOException {
        file.truncate(0);
        ProcessHandle own = ProcessHandle.current();
        file.write(
                ByteBuffer.wrap(
                        "%d %d\n".formatted(own.pid(), startedMillis(own)).getBytes(US_ASCII)),
                0);
    }

    /** The process that wrote itself down, if it runs still; another that has its number since is not it. */
    Optional<ProcessHandle> holder() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(TEXT_BYTES_MAX);
        file.read(bytes, 0);
        Matcher text = TEXT.matcher(new String(bytes.array(), 0, bytes.position(), US_ASCII));
        if (!text.matches()) {
            return Optional.empty();
        }
        long started = Long.parseLong(text.group(2));
        return ProcessHandle.of(Long.parseLong(text.group(1)))
                .filter(process -> Math.abs(startedMillis(process) - started) <= CLOCK_DRIFT.toMillis());
    }

    /** 0 if the system does not say. */
    private static long startedMillis(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    @Override
    public void close() throws IOException {
        // Closing the channel gives up the locks.
        file.close();
    }
}
