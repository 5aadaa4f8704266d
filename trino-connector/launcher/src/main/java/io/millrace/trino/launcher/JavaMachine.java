package io.millrace.trino.launcher;

import java.nio.file.Path;

/**
 * The Java machine that runs the server.
 *
 * @param executable {@code java} of a JDK 25
 * @param heapMebibytes the most the heap may grow to
 */
public record JavaMachine(Path executable, int heapMebibytes) {
    public static final int HEAP_MEBIBYTES_MIN = 512;
    public static final int HEAP_MEBIBYTES_DEFAULT = 1024;

    public JavaMachine {
        if (heapMebibytes < HEAP_MEBIBYTES_MIN) {
            throw new IllegalArgumentException(
                    "Trino needs a heap of %d MiB at least: %d".formatted(HEAP_MEBIBYTES_MIN, heapMebibytes));
        }
    }

    /** The one this process runs on. */
    public static JavaMachine current() {
        return new JavaMachine(Path.of(System.getProperty("java.home"), "bin", "java"), HEAP_MEBIBYTES_DEFAULT);
    }
}
