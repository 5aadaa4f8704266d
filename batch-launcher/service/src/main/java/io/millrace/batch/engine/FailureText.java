package io.millrace.batch.engine;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds, in what a process wrote, the line that says why it failed. */
final class FailureText {
    private static final int TAIL_BYTES_MAX = 256 * 1024;
    private static final String CAUSE = "Caused by: ";

    private FailureText() {}

    /** The end of a log, which is where the failure stands. */
    static String tail(Path file) throws IOException {
        if (!Files.exists(file)) {
            return "";
        }
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            int bytes = (int) Math.min(log.length(), TAIL_BYTES_MAX);
            log.seek(log.length() - bytes);
            byte[] tail = new byte[bytes];
            log.readFully(tail);
            return new String(tail, StandardCharsets.UTF_8);
        }
    }

    /** The innermost cause of the last exception in a text; the last line if there is none. */
    static String rootCause(String text) {
        List<String> lines =
                text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        return lines.reversed().stream()
                .filter(line -> line.startsWith(CAUSE))
                .findFirst()
                .map(line -> line.substring(CAUSE.length()))
                .orElseGet(() -> lines.isEmpty() ? "" : lines.getLast());
    }
}
