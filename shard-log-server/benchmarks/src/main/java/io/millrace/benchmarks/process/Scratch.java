package io.millrace.benchmarks.process;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A directory of this run's own and the processes that work in it. Closing it, or the end of this process by a signal,
 * stops the processes and deletes the directory. For any thread.
 */
public final class Scratch implements Closeable {
    private final Path directory;
    private final Thread hook = new Thread(this::end, "scratch");

    // Guarded by this.
    private final Deque<Subprocess> processes = new ArrayDeque<>();
    private boolean ended;

    private Scratch(Path directory) {
        this.directory = directory;
    }

    /** Makes a directory of its own within the given one. */
    public static Scratch in(Path parent) throws IOException {
        Files.createDirectories(parent);
        Scratch scratch = new Scratch(Files.createTempDirectory(parent, "run-").toAbsolutePath());
        Runtime.getRuntime().addShutdownHook(scratch.hook);
        return scratch;
    }

    /** Makes a directory in this one. Fails once this is closed. */
    public synchronized Path directory(String prefix) throws IOException {
        refuseAfterEnd();
        return Files.createTempDirectory(directory, prefix + "-");
    }

    /** Deletes a directory and what is in it. */
    public static void delete(Path directory) throws IOException {
        Files.walkFileTree(directory, new Deletion());
    }

    /** Starts a process that ends with this. Fails once this is closed. */
    synchronized Subprocess start(ProcessBuilder builder, Path log) throws IOException {
        refuseAfterEnd();
        Subprocess process = Subprocess.start(builder, log);
        processes.push(process);
        return process;
    }

    @Override
    public void close() throws IOException {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            assert e.getMessage() != null : "this process is ending, and the hook does the same";
        }
        if (Files.exists(directory)) {
            throw new IOException("%s could not be deleted".formatted(directory));
        }
    }

    private void refuseAfterEnd() throws IOException {
        if (ended) {
            throw new IOException("the run is over");
        }
    }

    private synchronized void end() {
        ended = true;
        processes.forEach(Subprocess::close);
        processes.clear();
        try {
            delete(directory);
        } catch (IOException e) {
            System.err.println("not deleted: " + e.getMessage());
        }
    }

    /** Files may go while a process ends. */
    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
