package io.millrace.batch.engine;

import io.millrace.batch.step.StepCommand;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Fetches a step's statements from where the step says they are. */
final class ScriptSource {
    private static final int SCRIPT_BYTES_MAX = 1024 * 1024;

    private final S3Files s3;

    ScriptSource(S3Files s3) {
        this.s3 = s3;
    }

    /** The statements; throws with a message for the step's owner if there are none to be had. */
    String read(StepCommand command) throws IOException {
        return switch (command) {
            case StepCommand.SqlText text -> text.statements();
            case StepCommand.SqlFile file -> new String(bytes(file.location()), StandardCharsets.UTF_8);
            case StepCommand.Unknown unknown -> throw new IOException(unknown.reason());
        };
    }

    private byte[] bytes(String location) throws IOException {
        if (S3Files.isS3(location)) {
            return s3.read(URI.create(location), SCRIPT_BYTES_MAX);
        }
        Path file = path(location);
        if (!Files.isRegularFile(file)) {
            throw new IOException("There is no file '%s'.".formatted(location));
        }
        if (Files.size(file) > SCRIPT_BYTES_MAX) {
            throw new IOException("'%s' is larger than %d bytes.".formatted(location, SCRIPT_BYTES_MAX));
        }
        return Files.readAllBytes(file);
    }

    private static Path path(String location) throws IOException {
        try {
            return location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location);
        } catch (IllegalArgumentException e) {
            throw new IOException("'%s' is not the location of a file.".formatted(location), e);
        }
    }
}
