package io.millrace.batch.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a cluster has on disk.
 *
 * <pre>
 * CLUSTER/conf/          Flink's configuration, for every process of the cluster
 * CLUSTER/rest           host and port of the JobManager's REST endpoint
 * CLUSTER/processes/     one {@link ProcessRecord} for each process that may run
 * CLUSTER/logs/          logs of JobManager and TaskManagers
 * CLUSTER/tmp/           gone with the processes
 * CLUSTER/steps/STEP/    {@link StepFiles}
 * </pre>
 */
record ClusterFiles(Path directory) {
    private static final String STEP = "step-";

    Path configuration() {
        return directory.resolve("conf");
    }

    Path logs() {
        return directory.resolve("logs");
    }

    Path temporary() {
        return directory.resolve("tmp");
    }

    Path steps() {
        return directory.resolve("steps");
    }

    StepFiles step(String stepId) {
        return new StepFiles(steps().resolve(stepId));
    }

    void create() throws IOException {
        Files.createDirectories(configuration());
        Files.createDirectories(logs());
        Files.createDirectories(temporary());
        Files.createDirectories(processDirectory());
        Files.createDirectories(steps());
    }

    /** Records of everything that may run, by name. */
    Map<String, ProcessRecord> processes() throws IOException {
        Map<String, ProcessRecord> records = new TreeMap<>();
        if (!Files.isDirectory(processDirectory())) {
            return records;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(processDirectory())) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (!name.endsWith(".part")) {
                    records.put(name, ProcessRecord.read(file));
                }
            }
        }
        return records;
    }

    Optional<ProcessRecord> process(String name) throws IOException {
        try {
            return Optional.of(ProcessRecord.read(processDirectory().resolve(name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    void record(String name, ProcessRecord process) throws IOException {
        process.write(processDirectory().resolve(name));
    }

    void forget(String name) throws IOException {
        Files.deleteIfExists(processDirectory().resolve(name));
    }

    static String stepProcess(String stepId) {
        return STEP + stepId;
    }

    void writeRestAddress(String address) throws IOException {
        Files.writeString(directory.resolve("rest"), address, StandardCharsets.US_ASCII);
    }

    String restAddress() throws IOException {
        return Files.readString(directory.resolve("rest"), StandardCharsets.US_ASCII);
    }

    /** Deletes what only running processes need; logs stay. */
    void removeTemporary() throws IOException {
        if (!Files.isDirectory(temporary())) {
            return;
        }
        Files.walkFileTree(temporary(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private Path processDirectory() {
        return directory.resolve("processes");
    }
}
