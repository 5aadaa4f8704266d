package io.millrace.batch.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.batch.cluster.ClusterStore.Created;
import io.millrace.batch.cluster.ClusterStore.Numbered;
import io.millrace.batch.cluster.ClusterStore.Page;
import io.millrace.batch.step.ActionOnFailure;
import io.millrace.batch.step.CancelOption;
import io.millrace.batch.step.Failure;
import io.millrace.batch.step.Step;
import io.millrace.batch.step.StepSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00.123Z");
    private static final Created ANY_TIME = new Created(Long.MIN_VALUE, Long.MAX_VALUE);

    @TempDir
    Path directory;

    private ClusterStore store;

    @BeforeEach
    void open() throws IOException {
        store = ClusterStore.open(directory);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void everythingAboutAClusterSurvivesARestart() throws IOException {
        // given
        store.create(flow("j-1", 2, "s-1", "s-2"));
        JobFlow changed = change(
                "j-1",
                flow -> flow.provisioned()
                        .ready("127.0.0.1:8081", NOW.plusSeconds(1))
                        .stepsStarted(NOW.plusSeconds(2))
                        .cancelled(Set.of("s-1"), CancelOption.TERMINATE_PROCESS, NOW)
                        .stepFailed("s-2", new Failure("reason", "message", "/log"), NOW.plusSeconds(3)));

        // when
        store.close();
        store = ClusterStore.open(directory);

        // then
        JobFlow found = store.find("j-1").orElseThrow();
        assertThat(found.cluster()).isEqualTo(changed.cluster());
        assertThat(found.steps()).containsExactly(changed.steps().getFirst());
        assertThat(store.step("j-1", "s-2")).contains(changed.steps().getLast());
    }

    @Test
    void aChangeThatThrowsChangesNothing() {
        // given
        store.create(flow("j-1", 1, "s-1"));
        JobFlow before = store.find("j-1").orElseThrow();

        // when
        assertThatThrownBy(() -> change("j-1", flow -> {
                    flow.provisioned();
                    throw new IllegalStateException("refused");
                }))
                .hasMessage("refused");

        // then
        assertThat(store.find("j-1")).contains(before);
    }

    @Test
    void concurrentChangesLoseNoStep() throws InterruptedException {
        // given
        store.create(flow("j-1", 1));
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> writers = IntStream.range(0, 8)
                .mapToObj(i -> Thread.ofVirtual().start(() -> {
                    awaitUnchecked(go);
                    change("j-1", flow -> flow.with(List.of(step("s-" + i))));
                }))
                .toList();

        // when
        go.countDown();
        for (Thread writer : writers) {
            writer.join();
        }

        // then
        assertThat(store.find("j-1").orElseThrow().steps()).hasSize(8);
    }

    @Test
    void clustersAreListedNewestFirstByStateAndTime() {
        // given
        store.create(flow("j-1", 1));
        store.create(flow("j-2", 1));
        store.create(flow("j-3", 1));
        change("j-2", flow -> flow.terminatedByUser(NOW).destroyed(NOW));

        // when
        List<Numbered<Cluster>> all = store.clusters(new Page(Set.of(), Long.MAX_VALUE, 2), ANY_TIME);
        List<Numbered<Cluster>> rest =
                store.clusters(new Page(Set.of(), all.getLast().sequence(), 2), ANY_TIME);
        List<Numbered<Cluster>> ended = store.clusters(new Page(Set.of("TERMINATED"), Long.MAX_VALUE, 2), ANY_TIME);
        List<Numbered<Cluster>> later =
                store.clusters(new Page(Set.of(), Long.MAX_VALUE, 2), new Created(NOW.toEpochMilli(), Long.MAX_VALUE));

        // then
        assertThat(ids(all)).containsExactly("j-3", "j-2");
        assertThat(ids(rest)).containsExactly("j-1");
        assertThat(ids(ended)).containsExactly("j-2");
        assertThat(later).isEmpty();
        assertThat(store.live()).containsExactly("j-1", "j-3");
    }

    private JobFlow change(String id, UnaryOperator<JobFlow> change) {
        return store.change(id, change).orElseThrow();
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> ids(List<Numbered<Cluster>> rows) {
        return rows.stream().map(row -> row.value().id()).toList();
    }

    private static JobFlow flow(String id, int stepConcurrency, String... stepIds) {
        return JobFlow.starting(
                id,
                Specs.cluster(stepConcurrency),
                new Cluster.Switches(true, false),
                List.of(stepIds).stream().map(ClusterStoreTest::step).toList(),
                NOW);
    }

    private static Step step(String id) {
        StepSpec spec = new StepSpec(
                "step",
                "command-runner.jar",
                "Main",
                List.of("flink-sql", "-e", "SELECT 'ü';"),
                Map.of("key", "value"));
        return Step.pending(id, spec, ActionOnFailure.CONTINUE, NOW);
    }
}
