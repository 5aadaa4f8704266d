package io.millrace.batch.engine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A Flink distribution: its jars lie in {@code lib}, more in {@code opt}. */
record FlinkHome(Path directory) {
    /** The jar with the class that runs SQL scripts; every distribution has it. */
    private static final String DRIVER_JAR = "flink-table-runtime-";

    /** What is wrong with it, if something is. */
    Optional<String> problem() {
        if (!Files.isDirectory(lib())) {
            return Optional.of("flink.home %s has no lib directory".formatted(directory));
        }
        return driverJar().isPresent()
                ? Optional.empty()
                : Optional.of("flink.home %s has no lib/%s*.jar".formatted(directory, DRIVER_JAR));
    }

    String classPath() {
        return lib().resolve("*").toString();
    }

    Path optional() {
        return directory.resolve("opt");
    }

    Path plugins() {
        return directory.resolve("plugins");
    }

    Optional<Path> driverJar() {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(lib(), DRIVER_JAR + "*.jar")) {
            for (Path jar : jars) {
                return Optional.of(jar);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** As in {@code flink-table-runtime-2.3.0.jar}; empty if there is no distribution here. */
    String version() {
        return driverJar()
                .map(jar -> String.valueOf(jar.getFileName()))
                .map(name -> name.substring(DRIVER_JAR.length(), name.length() - ".jar".length()))
                .orElse("");
    }

    Path lib() {
        return directory.resolve("lib");
    }
}
