package io.millrace.frontdoor.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What files say now. They are looked at when they are asked for, but not more often than once a second; a new version
 * that makes no sense is reported once, and the one before it stays. For any thread.
 */
public final class WatchedFiles<T> {
    private static final Logger logger = LoggerFactory.getLogger(WatchedFiles.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final List<Path> files;
    private final Reader<T> reader;
    private List<Object> seen;
    private volatile T current;
    private volatile long lookAgainAt;

    /** Makes a value of the files; throws {@link IOException} or {@link IllegalArgumentException} in one line. */
    @FunctionalInterface
    public interface Reader<T> {
        T read() throws IOException;
    }

    /** Reads them now; throws what the reader throws. */
    public WatchedFiles(List<Path> files, Reader<T> reader) throws IOException {
        this.files = List.copyOf(files);
        this.reader = reader;
        this.seen = look();
        this.current = reader.read();
        this.lookAgainAt = System.nanoTime() + LOOK_EVERY.toNanos();
    }

    public T current() {
        if (System.nanoTime() - lookAgainAt >= 0) {
            lookAgain();
        }
        return current;
    }

    private synchronized void lookAgain() {
        long now = System.nanoTime();
        if (now - lookAgainAt < 0) {
            return;
        }
        lookAgainAt = now + LOOK_EVERY.toNanos();
        List<Object> versions = look();
        if (versions.equals(seen)) {
            return;
        }
        seen = versions;
        try {
            current = reader.read();
            logger.info("{} has changed and holds from now on", files.getFirst());
        } catch (IOException | IllegalArgumentException e) {
            logger.error("{} has changed and makes no sense; what it said before holds: {}", files, e.getMessage());
        }
    }

    /** What differs between two versions of the files; that one cannot be looked at is a version too. */
    private List<Object> look() {
        List<Object> versions = new ArrayList<>();
        for (Path file : files) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                versions.add(attributes.lastModifiedTime());
                versions.add(attributes.size());
                versions.add(String.valueOf(attributes.fileKey()));
            } catch (IOException e) {
                versions.add(e.toString());
            }
        }
        return versions;
    }
}
