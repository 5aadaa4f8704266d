package io.millrace.e2e;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dependency arrows between rooms. What an arrow does not name is forbidden. */
class ArchitectureTest {
    /** A room: its module's folder, its packages, and the rooms it may depend on. */
    record Room(String name, String folder, String packages, List<String> arrows) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Room> ROOMS = List.of(
            new Room("model", "shard-log-server/model", "io.millrace.model..", List.of()),
            new Room("storage", "shard-log-server/storage", "io.millrace.storage..", List.of("model")),
            new Room("frontdoor", "shard-log-server/frontdoor", "io.millrace.frontdoor..", List.of()),
            new Room("database", "shard-log-server/database", "io.millrace.database..", List.of()),
            new Room("keys", "shard-log-server/keys", "io.millrace.keys..", List.of("frontdoor")),
            new Room("objectstore", "shard-log-server/objectstore", "io.millrace.objectstore..", List.of("frontdoor")),
            new Room(
                    "server",
                    "shard-log-server/server",
                    "io.millrace.server..",
                    List.of("storage", "frontdoor", "model")),
            new Room("flink", "flink-connector", "io.millrace.flink..", List.of("model")),
            new Room("trino", "trino-connector/connector", "io.millrace.trino", List.of("model")),
            new Room("trino launcher", "trino-connector/launcher", "io.millrace.trino.launcher..", List.of()),
            new Room(
                    "firehose",
                    "firehose-sink/delivery",
                    "io.millrace.firehose..",
                    List.of("frontdoor", "database", "model")),
            new Room(
                    "catalog",
                    "hive-metastore-adapter",
                    "io.millrace.catalog..",
                    List.of("frontdoor", "database", "model")),
            new Room(
                    "batch",
                    "batch-launcher/service",
                    "io.millrace.batch..",
                    List.of("frontdoor", "database", "model")));

    private static JavaClasses classes;

    @BeforeAll
    static void importEveryRoom() {
        List<Path> folders = ROOMS.stream()
                .map(room -> Path.of("..", room.folder(), "target", "classes"))
                .toList();
        assertThat(folders)
                .allSatisfy(folder -> assertThat(Files.isDirectory(folder)).isTrue());
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPaths(folders);
    }

    static Stream<Room> rooms() {
        return ROOMS.stream();
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void aRoomDependsOnlyAlongItsArrows(Room room) {
        String[] forbidden = Stream.concat(
                        ROOMS.stream()
                                .filter(other -> !other.equals(room))
                                .filter(other -> !room.arrows().contains(other.name()))
                                .map(Room::packages),
                        Stream.of("io.millrace.benchmarks..", "io.millrace.e2e.."))
                .toArray(String[]::new);

        noClasses()
                .that()
                .resideInAPackage(room.packages())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .check(classes);
    }

    @Test
    void productionCodeUsesNoFakes() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..testing..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.millrace..testing..")
                .check(classes);
    }

    @Test
    void storageAndServerSpeakNoSql() {
        noClasses()
                .that()
                .resideInAnyPackage("io.millrace.storage..", "io.millrace.server..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.jdbi..")
                .check(classes);
    }
}
