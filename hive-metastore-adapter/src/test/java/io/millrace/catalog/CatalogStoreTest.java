package io.millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.catalog.CatalogStore.Outcome;
import io.millrace.catalog.CatalogStore.Swap;
import io.millrace.database.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.glue.model.TableInput;

class CatalogStoreTest {
    private static final int WRITERS = 4;
    private static final int TRIES = 50;
    private static final TableName ONE = new TableName("db", "one");
    private static final TableName TWO = new TableName("db", "two");

    @TempDir
    private Path directory;

    private Database database;
    private CatalogStore store;

    @BeforeEach
    void open() throws IOException {
        database = Database.open(directory, "io/millrace/catalog/migration");
        store = new CatalogStore(database.jdbi(), InstantSource.system());
        store.createDatabase("db", Map.of());
        store.createTable(ONE, table("one", 0));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void swapsThatRaceAllLandOnceOrAreRefused() throws Exception {
        AtomicInteger done = new AtomicInteger();

        together(WRITERS, () -> {
            for (int i = 0; i < TRIES; i++) {
                if (increment(store.table(ONE).orElseThrow())) {
                    done.incrementAndGet();
                }
            }
            return null;
        });

        StoredTable table = store.table(ONE).orElseThrow();
        assertThat(count(table)).isEqualTo(done.get()).isPositive();
        assertThat(table.version()).isEqualTo(done.get());
    }

    @Test
    void aRenameThatRacesWithSwapsUndoesNone() throws Exception {
        AtomicInteger done = new AtomicInteger();
        AtomicInteger renamed = new AtomicInteger();
        Callable<Void> swapping = () -> {
            for (int i = 0; i < TRIES; i++) {
                for (TableName name : List.of(ONE, TWO)) {
                    Optional<StoredTable> table = store.table(name);
                    if (table.isPresent() && increment(table.get())) {
                        done.incrementAndGet();
                    }
                }
            }
            return null;
        };
        Callable<Void> renaming = () -> {
            for (int i = 0; i < TRIES; i++) {
                boolean moved =
                        i % 2 == 0 ? store.rename(ONE, TWO) == Outcome.DONE : store.rename(TWO, ONE) == Outcome.DONE;
                if (moved) {
                    renamed.incrementAndGet();
                }
            }
            return null;
        };

        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            for (Future<Void> ended : threads.invokeAll(List.of(swapping, swapping, renaming))) {
                ended.get();
            }
        }

        StoredTable table = store.table(ONE).or(() -> store.table(TWO)).orElseThrow();
        assertThat(count(table)).isEqualTo(done.get()).isPositive();
        assertThat(table.version()).isEqualTo(done.get() + renamed.get());
    }

    @Test
    void severalTablesChangeTogetherOrNotAtAll() {
        store.createTable(TWO, table("two", 0));

        Outcome outcome =
                store.swap(List.of(new Swap(ONE, 0, table("one", 1)), new Swap(TWO, 7, table("two", 1))), true);

        assertThat(outcome).isEqualTo(Outcome.STALE);
        assertThat(count(store.table(ONE).orElseThrow())).isZero();
        assertThat(store.versions(ONE)).hasSize(1);
    }

    @Test
    void transactionsOverTheSameTablesInAnyOrderDoNotBlockEachOther() throws Exception {
        store.createTable(TWO, table("two", 0));
        AtomicInteger turn = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();

        together(WRITERS, () -> {
            boolean forward = turn.getAndIncrement() % 2 == 0;
            for (int i = 0; i < TRIES; i++) {
                Swap one = next(store.table(ONE).orElseThrow());
                Swap two = next(store.table(TWO).orElseThrow());
                if (store.swap(forward ? List.of(one, two) : List.of(two, one), false) == Outcome.DONE) {
                    done.incrementAndGet();
                }
            }
            return null;
        });

        assertThat(count(store.table(ONE).orElseThrow())).isEqualTo(done.get()).isPositive();
        assertThat(count(store.table(TWO).orElseThrow())).isEqualTo(done.get());
    }

    @Test
    void aTableCreatedByManyIsCreatedOnce() throws Exception {
        AtomicInteger created = new AtomicInteger();

        together(WRITERS, () -> {
            if (store.createTable(TWO, table("two", 0)) == Outcome.DONE) {
                created.incrementAndGet();
            }
            return null;
        });

        assertThat(created).hasValue(1);
    }

    @Test
    void whatWasStoredIsThereAfterAReopening() throws IOException {
        increment(store.table(ONE).orElseThrow());

        database.close();
        database = Database.open(directory, "io/millrace/catalog/migration");
        store = new CatalogStore(database.jdbi(), InstantSource.system());

        assertThat(count(store.table(ONE).orElseThrow())).isEqualTo(1);
    }

    private boolean increment(StoredTable table) {
        return store.swap(List.of(next(table)), true) == Outcome.DONE;
    }

    private static Swap next(StoredTable table) {
        return new Swap(table.name(), table.version(), table(table.name().table(), count(table) + 1));
    }

    private static int count(StoredTable table) {
        return Integer.parseInt(table.input().parameters().get("count"));
    }

    private static TableInput table(String name, int count) {
        return TableInput.builder()
                .name(name)
                .parameters(Map.of("count", Integer.toString(count)))
                .build();
    }

    private static void together(int threads, Callable<Void> work) throws Exception {
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            for (Future<Void> ended : executor.invokeAll(
                    IntStream.range(0, threads).mapToObj(i -> work).toList())) {
                ended.get();
            }
        }
    }
}
