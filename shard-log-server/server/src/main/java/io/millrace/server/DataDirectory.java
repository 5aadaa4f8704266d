package io.millrace.server;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory under which every service keeps its data, held by one process at a time. The next one may take over: it
 * asks the present one to end, listens as soon as that one's background work is done, and then waits for the data. Each of
 * the two looks at the parts of the {@link DataLock} that the other holds, so that whichever of them dies, the other goes on.
 */
final class DataDirectory implements Closeable {
    private static final Logger logger = LoggerFactory.getLogger(DataDirectory.class);
    private static final String LOCK_FILE = "lock";

    /** How long the process that ends waits for the next to listen, which it does at once if nothing is wrong. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path path;
    private final DataLock lock;
    private boolean held;

    private DataDirectory(Path path, DataLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Throws {@link IOException} in one line if the directory cannot be made, written or held. */
    static DataDirectory hold(Path path) throws IOException {
        DataDirectory directory = open(path);
        if (!directory.takeIfFree()) {
            directory.close();
            throw new IOException("data directory %s is in use by another server".formatted(path));
        }
        return directory;
    }

    /**
     * As {@link #hold}, but a directory that is in use is not held yet: {@link #succeed} and {@link #await} are to follow.
     *
     * @throws IOException in one line, also if another process is about to do so
     */
    static DataDirectory holdOrFollow(Path path) throws IOException {
        DataDirectory directory = open(path);
        if (!directory.takeIfFree() && !directory.takeNext()) {
            directory.close();
            throw new IOException("data directory %s is being taken over by another server".formatted(path));
        }
        return directory;
    }

    private static DataDirectory open(Path path) throws IOException {
        try {
            Files.createDirectories(path);
            return new DataDirectory(path, DataLock.open(path.resolve(LOCK_FILE)));
        } catch (IOException e) {
            throw new IOException("data directory %s cannot be written: %s".formatted(path, reason(e)), e);
        }
    }

    private boolean takeIfFree() throws IOException {
        if (lock.take(DataLock.Part.DATA)) {
            hold();
        }
        return held;
    }

    private boolean takeNext() throws IOException {
        return lock.take(DataLock.Part.NEXT) && lock.take(DataLock.Part.NEXT_IS_DEAF);
    }

    /** With the data held, nobody else holds what goes with it for longer than a look. */
    private void hold() throws IOException {
        held = lock.take(DataLock.Part.BACKGROUND, PATIENCE);
        lock.sign();
    }

    /** Whether it is this process's to use. */
    boolean isHeld() {
        return held;
    }

    /** Tells the process that holds the directory to end, and waits until its background work has. */
    void succeed(Duration longest) throws IOException {
        ProcessHandle holder = lock.holder()
                .orElseThrow(() -> new IOException(
                        "data directory %s is in use by a process that is not of this machine or an older release"
                                .formatted(path)));
        logger.info("taking over from process {}", holder.pid());
        holder.destroy();
        if (!lock.take(DataLock.Part.BACKGROUND, longest)) {
            throw stillHeld(longest);
        }
        lock.giveUp(DataLock.Part.BACKGROUND);
    }

    /** Says that this process listens, so that the other one need not any more, and waits for what that one holds. */
    void await(Duration longest) throws IOException {
        lock.giveUp(DataLock.Part.NEXT_IS_DEAF);
        if (!lock.take(DataLock.Part.DATA, longest)) {
            throw stillHeld(longest);
        }
        hold();
        lock.giveUp(DataLock.Part.NEXT);
        logger.info("took over {}", path);
    }

    private IOException stillHeld(Duration waited) {
        return new IOException("data directory %s is in use by another server, which was told to end and has not in %s"
                .formatted(path, waited));
    }

    /** Says that no background work calls this process any more; if there is a successor, waits until that listens. */
    void letSuccessorListen() throws IOException {
        lock.giveUp(DataLock.Part.BACKGROUND);
        if (!lock.take(DataLock.Part.NEXT_IS_DEAF, PATIENCE)) {
            logger.warn("the next server does not listen; this one ends nevertheless");
        }
    }

    /** The directory of one service, made if absent. */
    Path of(String service) throws IOException {
        return Files.createDirectories(path.resolve(service));
    }

    /** What went wrong, in words that need no stack trace. */
    static String reason(IOException failure) {
        @Nullable String reason = failure instanceof FileSystemException file ? file.getReason() : failure.getMessage();
        if (reason != null) {
            return reason;
        }
        return switch (failure) {
            case AccessDeniedException e -> "access denied";
            case FileAlreadyExistsException e -> e.getFile() + " is not a directory";
            case NotDirectoryException e -> e.getFile() + " is not a directory";
            default -> failure.toString();
        };
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
