package io.millrace.storage;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A directory of the file system that this process alone holds, by a lock on the file {@code lock} in it. */
final class DiskDirectory implements SegmentDirectory {
    static final String LOCK = "lock";

    private final Path path;
    private final FileChannel lock;
    private final PageMemory memory = new PageMemory();
    private final FileStore volume;
    private final SecureRandom random = new SecureRandom();

    private DiskDirectory(Path path, FileChannel lock, FileStore volume) {
        this.path = path;
        this.lock = lock;
        this.volume = volume;
    }

    /** Makes the directory if it is missing; an {@link IOException} says so if another process holds it. */
    static DiskDirectory open(Path path) throws IOException {
        Files.createDirectories(path);
        FileChannel lock = FileChannel.open(path.resolve(LOCK), CREATE, WRITE);
        if (lock(lock) == null) {
            lock.close();
            throw new IOException("another process holds the log in " + path);
        }
        try {
            return new DiskDirectory(path, lock, Files.getFileStore(path));
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(LOCK))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public SegmentFile open(String name) throws IOException {
        return DiskFile.open(path.resolve(name), memory);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(path.resolve(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(path.resolve(from), path.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public long freeBytes() throws IOException {
        return volume.getUsableSpace();
    }

    @Override
    public long secret() {
        return random.nextLong();
    }

    @Override
    public void force() throws IOException {
        try (FileChannel directory = FileChannel.open(path, READ)) {
            directory.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
