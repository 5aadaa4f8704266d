package io.millrace.benchmarks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the operating system holds of files in memory. */
public final class PageCache {
    private PageCache() {}

    /** Asks the operating system to forget the files below a directory, which are on disk, by {@code dd} of GNU. */
    public static void evict(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.filter(Files::isRegularFile).forEach(PageCache::evictFile);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void evictFile(Path file) {
        List<String> command = List.of("dd", "if=" + file, "iflag=nocache", "count=0", "status=none");
        try {
            int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (exit != 0) {
                throw new IOException("dd ended with " + exit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }
}
