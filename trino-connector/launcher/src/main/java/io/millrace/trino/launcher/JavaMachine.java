package io.millrace.trino.launcher;

import java.nio.file.Path;
import java.util.List;

/**
 * The Java machine that runs the server.
 *
 * @param executable {@code java} of a JDK 25
 * @param heapMebibytes the most the heap may grow to
 */
public record JavaMachine(Path executable, int heapMebibytes, Tuning tuning) {
    public static final int HEAP_MEBIBYTES_MIN = 512;
    public static final int HEAP_MEBIBYTES_DEFAULT = 1024;

    /** What the machine is best at. */
    public enum Tuning {
        /** Up in half the processor time, for a server that is started often and asked little. */
        START,
        /** The JDK's own choice, for a server that runs long. */
        THROUGHPUT;

        List<String> arguments() {
            return switch (this) {
                case START -> List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
                case THROUGHPUT -> List.of();
            };
        }
    }

    public JavaMachine {
        if (heapMebibytes < HEAP_MEBIBYTES_MIN) {
            throw new IllegalArgumentException(
                    "Trino needs a heap of %d MiB at least: %d".formatted(HEAP_MEBIBYTES_MIN, heapMebibytes));
        }
    }

    /** The one this process runs on, quick to start. */
    public static JavaMachine current() {
        return new JavaMachine(
                Path.of(System.getProperty("java.home"), "bin", "java"), HEAP_MEBIBYTES_DEFAULT, Tuning.START);
    }
}
