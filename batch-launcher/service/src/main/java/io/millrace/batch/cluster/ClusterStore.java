package io.millrace.batch.cluster;

import io.millrace.batch.step.Step;
import io.millrace.batch.step.StepState;
import io.millrace.database.Database;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Keeps clusters and steps in SQL: one transaction per transition, on disk when the call returns. Any thread. */
public final class ClusterStore implements Closeable {
    private static final String MIGRATIONS = "io/millrace/batch/migration";
    private static final List<String> LIVE_STATES = Arrays.stream(ClusterState.values())
            .filter(state -> !state.ended())
            .map(ClusterState::name)
            .toList();
    private static final List<String> ACTIVE_STATES = Arrays.stream(StepState.values())
            .filter(StepState::active)
            .map(StepState::name)
            .toList();

    private final Database database;

    private ClusterStore(Database database) {
        this.database = database;
    }

    /** Opens the store in a directory of its own. */
    public static ClusterStore open(Path directory) throws IOException {
        return new ClusterStore(Database.open(directory, MIGRATIONS));
    }

    /** A row with its place in the order of creation, which list markers name. */
    public record Numbered<T>(long sequence, T value) {}

    /**
     * Which rows to list, newest first.
     *
     * @param states empty for all
     * @param before only rows older than this sequence
     */
    public record Page(Set<String> states, long before, int limit) {
        public Page {
            states = Set.copyOf(states);
        }
    }

    /**
     * When a listed cluster was created, in milliseconds.
     *
     * @param after exclusive
     * @param before exclusive
     */
    public record Created(long after, long before) {}

    public void create(JobFlow flow) {
        database.jdbi().useTransaction(handle -> {
            ClusterRows.insert(handle, flow.cluster());
            flow.steps().forEach(step -> StepRows.insert(handle, flow.cluster().id(), step));
        });
    }

    /** The cluster with its active steps. */
    public Optional<JobFlow> find(String clusterId) {
        return database.jdbi().withHandle(handle -> load(handle, clusterId, ""));
    }

    /** Moves a cluster on; the change sees its newest state and no other change happens meanwhile. */
    public Optional<JobFlow> change(String clusterId, UnaryOperator<JobFlow> change) {
        return database.jdbi()
                .inTransaction(handle -> load(handle, clusterId, " FOR UPDATE").map(before -> {
                    JobFlow after = change.apply(before);
                    save(handle, before, after);
                    return after;
                }));
    }

    /** Clusters that have not ended, oldest first. */
    public List<String> live() {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT id FROM cluster WHERE state IN (<states>) ORDER BY sequence")
                        .bindList("states", LIVE_STATES)
                        .mapTo(String.class)
                        .list());
    }

    public List<Numbered<Cluster>> clusters(Page page, Created created) {
        return database.jdbi().withHandle(handle -> {
            String sql = "SELECT * FROM cluster WHERE sequence < :before AND created_at > :createdAfter"
                    + " AND created_at < :createdBefore" + states(page) + " ORDER BY sequence DESC LIMIT :limit";
            return bound(handle.createQuery(sql), page)
                    .bind("createdAfter", created.after())
                    .bind("createdBefore", created.before())
                    .map((row, context) -> new Numbered<>(row.getLong("sequence"), ClusterRows.map(row)))
                    .list();
        });
    }

    public List<Numbered<Step>> steps(String clusterId, Page page) {
        return database.jdbi().withHandle(handle -> {
            String sql = "SELECT * FROM step WHERE cluster_id = :clusterId AND sequence < :before" + states(page)
                    + " ORDER BY sequence DESC LIMIT :limit";
            return bound(handle.createQuery(sql), page)
                    .bind("clusterId", clusterId)
                    .map((row, context) -> new Numbered<>(row.getLong("sequence"), StepRows.map(row)))
                    .list();
        });
    }

    public Optional<Step> step(String clusterId, String stepId) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT * FROM step WHERE cluster_id = :clusterId AND id = :stepId")
                        .bind("clusterId", clusterId)
                        .bind("stepId", stepId)
                        .map((row, context) -> StepRows.map(row))
                        .findOne());
    }

    @Override
    public void close() {
        database.close();
    }

    private static Optional<JobFlow> load(Handle handle, String clusterId, String lock) {
        return handle.createQuery("SELECT * FROM cluster WHERE id = :id" + lock)
                .bind("id", clusterId)
                .map((row, context) -> ClusterRows.map(row))
                .findOne()
                .map(cluster -> new JobFlow(cluster, activeSteps(handle, clusterId)));
    }

    private static List<Step> activeSteps(Handle handle, String clusterId) {
        return handle.createQuery("SELECT * FROM step WHERE cluster_id = :id AND state IN (<states>) ORDER BY sequence")
                .bind("id", clusterId)
                .bindList("states", ACTIVE_STATES)
                .map((row, context) -> StepRows.map(row))
                .list();
    }

    private static void save(Handle handle, JobFlow before, JobFlow after) {
        if (!after.cluster().equals(before.cluster())) {
            ClusterRows.update(handle, after.cluster());
        }
        Map<String, Step> known = before.steps().stream().collect(Collectors.toMap(Step::id, step -> step));
        for (Step step : after.steps()) {
            Step was = known.get(step.id());
            if (was == null) {
                StepRows.insert(handle, after.cluster().id(), step);
            } else if (!was.equals(step)) {
                StepRows.update(handle, step);
            }
        }
    }

    private static String states(Page page) {
        return page.states().isEmpty() ? "" : " AND state IN (<states>)";
    }

    private static Query bound(Query query, Page page) {
        Query bound = query.bind("before", page.before()).bind("limit", page.limit());
        return page.states().isEmpty() ? bound : bound.bindList("states", List.copyOf(page.states()));
    }
}
