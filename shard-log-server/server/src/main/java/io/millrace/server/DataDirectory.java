package io.millrace.server;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The directory under which every service keeps its data, held by one process at a time. */
final class DataDirectory implements Closeable {
    private static final String LOCK_FILE = "lock";

    private final Path path;
    private final FileChannel lock;

    private DataDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Throws {@link IOException} in one line if the directory cannot be made, written or held. */
    static DataDirectory open(Path path) throws IOException {
        FileChannel channel;
        try {
            Files.createDirectories(path);
            channel = FileChannel.open(path.resolve(LOCK_FILE), CREATE, WRITE);
        } catch (IOException e) {
            throw new IOException("data directory %s cannot be written: %s".formatted(path, reason(e)), e);
        }
        if (!lock(channel)) {
            channel.close();
            throw new IOException("data directory %s is in use by another server".formatted(path));
        }
        return new DataDirectory(path, channel);
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

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            @Nullable FileLock held = channel.tryLock();
            return held != null;
        } catch (OverlappingFileLockException e) {
            // Another server of this very process.
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        // Closing the channel gives up the lock.
        lock.close();
    }
}
