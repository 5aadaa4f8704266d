package io.millrace.e2e;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which data directory a command is about. */
final class DataOption {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data directory. Default: data, beside the launcher script.")
    private @Nullable Path directory;

    Path directory() {
        return directory == null ? Installation.current().root().resolve("data") : directory.toAbsolutePath();
    }
}
