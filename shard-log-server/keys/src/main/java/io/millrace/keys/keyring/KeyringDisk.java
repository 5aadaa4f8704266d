package io.millrace.keys.keyring;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/** Replaces small files, whole: whatever happens on the way, the old content is there or the new one. */
final class KeyringDisk {
    private static final String DRAFT = ".draft";

    /** Is told of every step before it is taken, and may fail instead. */
    @FunctionalInterface
    interface Steps {
        void before(Step step) throws IOException;
    }

    enum Step {
        CREATE_DRAFT,
        WRITE_HALF,
        WRITE_REST,
        FORCE_DRAFT,
        RENAME,
        FORCE_DIRECTORY
    }

    private final Steps steps;

    KeyringDisk(Steps steps) {
        this.steps = steps;
    }

    /** Writes a file that its owner alone may read; durable when this returns. */
    void replace(Path file, byte[] content) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + DRAFT);
        Files.deleteIfExists(draft);
        steps.before(Step.CREATE_DRAFT);
        try (FileChannel channel = FileChannel.open(
                draft,
                Set.of(CREATE_NEW, WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            steps.before(Step.WRITE_HALF);
            write(channel, ByteBuffer.wrap(content, 0, content.length / 2));
            steps.before(Step.WRITE_REST);
            write(channel, ByteBuffer.wrap(content, content.length / 2, content.length - content.length / 2));
            steps.before(Step.FORCE_DRAFT);
            channel.force(true);
        }
        steps.before(Step.RENAME);
        Files.move(draft, file, ATOMIC_MOVE, REPLACE_EXISTING);
        steps.before(Step.FORCE_DIRECTORY);
        forceDirectory(Objects.requireNonNull(file.toAbsolutePath().getParent()));
    }

    private static void write(FileChannel channel, ByteBuffer content) throws IOException {
        while (content.hasRemaining()) {
            channel.write(content);
        }
    }

    private static void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, READ)) {
            channel.force(true);
        }
    }
}
