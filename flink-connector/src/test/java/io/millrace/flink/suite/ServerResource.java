package io.millrace.flink.suite;

import io.millrace.flink.LocalStreams;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.connector.testframe.TestResource;
import org.jspecify.annotations.Nullable;

/** The server of a suite. */
final class ServerResource implements TestResource {
    private @Nullable Path directory;
    private @Nullable LocalStreams streams;

    @Override
    public void startUp() throws Exception {
        if (streams == null) {
            directory = Files.createTempDirectory("suite");
            streams = LocalStreams.start(directory);
        }
    }

    LocalStreams streams() {
        if (streams == null) {
            throw new IllegalStateException("not started");
        }
        return streams;
    }

    @Override
    public void tearDown() throws Exception {
        if (streams == null || directory == null) {
            return;
        }
        streams.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : List.copyOf(files.sorted(Comparator.reverseOrder()).toList())) {
                Files.delete(file);
            }
        }
    }
}
