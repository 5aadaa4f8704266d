package io.millrace.batch.cluster;

import io.millrace.batch.step.StepState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** Clusters as rows. */
final class ClusterRows {
    private static final Json JSON = new Json();

    private ClusterRows() {}

    static void insert(Handle handle, Cluster cluster) {
        Update update = handle.createUpdate("""
                INSERT INTO cluster (id, spec, state, reason_code, reason_message, created_at, ready_at, ended_at,
                    keep_alive, termination_protected, last_step, any_step_failed, master_address)
                VALUES (:id, :spec, :state, :code, :message, :created, :ready, :ended,
                    :keepAlive, :protected, :lastStep, :anyFailed, :master)""")
                .bind("spec", JSON.write(cluster.spec()))
                .bind("created", cluster.timeline().created().toEpochMilli());
        bind(update, cluster).execute();
    }

    static void update(Handle handle, Cluster cluster) {
        bind(handle.createUpdate("""
                UPDATE cluster SET state = :state, reason_code = :code, reason_message = :message, ready_at = :ready,
                    ended_at = :ended, keep_alive = :keepAlive, termination_protected = :protected,
                    last_step = :lastStep, any_step_failed = :anyFailed, master_address = :master
                WHERE id = :id"""), cluster).execute();
    }

    static Cluster map(ResultSet row) throws SQLException {
        Optional<ReasonCode> code = Rows.text(row, "reason_code").map(ReasonCode::valueOf);
        ClusterStatus status =
                new ClusterStatus(ClusterState.valueOf(row.getString("state")), code, row.getString("reason_message"));
        Optional<StepState> lastStep = Rows.text(row, "last_step").map(StepState::valueOf);
        return new Cluster(
                row.getString("id"),
                JSON.read(row.getString("spec"), ClusterSpec.class),
                status,
                Rows.timeline(row, "ready_at"),
                new Cluster.Switches(row.getBoolean("keep_alive"), row.getBoolean("termination_protected")),
                new Cluster.History(lastStep, row.getBoolean("any_step_failed")),
                Rows.text(row, "master_address"));
    }

    private static Update bind(Update update, Cluster cluster) {
        return update.bind("id", cluster.id())
                .bind("state", cluster.state().name())
                .bind("code", cluster.status().code().map(ReasonCode::name).orElse(null))
                .bind("message", cluster.status().message())
                .bind("ready", Rows.millis(cluster.timeline().started()))
                .bind("ended", Rows.millis(cluster.timeline().ended()))
                .bind("keepAlive", cluster.switches().keepAlive())
                .bind("protected", cluster.switches().terminationProtected())
                .bind(
                        "lastStep",
                        cluster.history().lastStep().map(StepState::name).orElse(null))
                .bind("anyFailed", cluster.history().anyFailed())
                .bind("master", cluster.masterAddress().orElse(null));
    }
}
