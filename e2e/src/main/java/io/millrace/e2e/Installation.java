package io.millrace.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the built house stands: a checkout, in which Maven has laid out the engines. */
public record Installation(Path root) {
    private static final String PROPERTY = "millrace.home";

    public Installation {
        root = root.toAbsolutePath().normalize();
    }

    /** The one the launcher script names. */
    public static Installation current() {
        return new Installation(Path.of(System.getProperty(PROPERTY, ".")));
    }

    /** Flink's {@code lib/}. */
    public Path flink() throws IOException {
        return existing("batch-launcher/flink-runtime/target/flink");
    }

    /** Trino's {@code lib/} and {@code plugin/}. */
    public Path trino() throws IOException {
        return existing("trino-connector/runtime/target/trino");
    }

    private Path existing(String folder) throws IOException {
        Path path = root.resolve(folder);
        if (!Files.isDirectory(path)) {
            throw new IOException(path + " is not there: the house is not built");
        }
        return path;
    }
}
