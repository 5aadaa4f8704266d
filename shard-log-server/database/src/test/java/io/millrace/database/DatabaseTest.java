package io.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
    private static final String MIGRATIONS = "migration-test";
    private static final int WRITERS = 4;
    private static final int TRIES = 25;

    @TempDir
    private Path directory;

    @Test
    void whatWasCommittedSurvivesAKill() throws Exception {
        Process writer = startWriter();

        assertThat(writer.inputReader().readLine()).isEqualTo("committed");
        writer.destroyForcibly().waitFor();

        try (Database database = Database.open(directory, MIGRATIONS)) {
            assertThat(names(database.jdbi())).containsExactly("rye", "oats");
        }
    }

    @Test
    void aFailedTransactionLeavesNothing() throws IOException {
        try (Database database = Database.open(directory, MIGRATIONS)) {
            assertThatThrownBy(() -> database.jdbi().useTransaction(handle -> {
                        handle.execute("INSERT INTO grain VALUES (1, 'rye')");
                        handle.execute("INSERT INTO grain VALUES (1, 'oats')");
                    }))
                    .hasMessageContaining("PRIMARY KEY");

            assertThat(names(database.jdbi())).isEmpty();
        }
    }

    @Test
    void transactionsTakeTurns() throws Exception {
        try (Database database = Database.open(directory, MIGRATIONS);
                ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
            database.jdbi().useTransaction(handle -> handle.execute("INSERT INTO grain VALUES (1, 'rye')"));
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger together = new AtomicInteger();
            Callable<Void> writer = () -> {
                for (int i = 0; i < TRIES; i++) {
                    database.jdbi().useTransaction(handle -> {
                        together.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        handle.execute("UPDATE grain SET name = 'oats' WHERE id = 1");
                        inside.decrementAndGet();
                    });
                }
                return null;
            };

            for (Future<Void> ended : threads.invokeAll(Collections.nCopies(WRITERS, writer))) {
                ended.get();
            }

            assertThat(together).hasValue(1);
        }
    }

    @Test
    void aDirectoryInUseIsRefused() throws Exception {
        Process writer = startWriter();
        try {
            assertThat(writer.inputReader().readLine()).isEqualTo("committed");

            assertThatThrownBy(() -> Database.open(directory, MIGRATIONS))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("locked");
        } finally {
            writer.destroyForcibly().waitFor();
        }
    }

    private Process startWriter() throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static List<String> names(Jdbi jdbi) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT name FROM grain ORDER BY id")
                .mapTo(String.class)
                .list());
    }

    /** Commits two rows, says so, and waits to be killed. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws IOException {
            Database database = Database.open(Path.of(arguments[0]), MIGRATIONS);
            database.jdbi().useTransaction(handle -> {
                handle.execute("INSERT INTO grain VALUES (1, 'rye')");
                handle.execute("INSERT INTO grain VALUES (2, 'oats')");
            });
            System.out.println("committed");
            System.out.flush();
            while (System.in.read() >= 0) {
                // waits for the end of its input, which the parent holds open
            }
        }
    }
}
