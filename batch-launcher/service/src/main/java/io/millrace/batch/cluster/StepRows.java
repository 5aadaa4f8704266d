package io.millrace.batch.cluster;

import io.millrace.batch.step.ActionOnFailure;
import io.millrace.batch.step.CancelOption;
import io.millrace.batch.step.Failure;
import io.millrace.batch.step.Step;
import io.millrace.batch.step.StepSpec;
import io.millrace.batch.step.StepState;
import io.millrace.batch.step.StepStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** Steps as rows. */
final class StepRows {
    private static final Json JSON = new Json();

    private StepRows() {}

    static void insert(Handle handle, String clusterId, Step step) {
        Update update = handle.createUpdate("""
                INSERT INTO step (id, cluster_id, spec, action_on_failure, state, reason_message, failure_reason,
                    failure_message, failure_log_file, cancel_option, created_at, started_at, ended_at)
                VALUES (:id, :clusterId, :spec, :action, :state, :message, :failureReason,
                    :failureMessage, :failureLogFile, :cancelOption, :created, :started, :ended)""")
                .bind("clusterId", clusterId)
                .bind("spec", JSON.write(step.spec()))
                .bind("action", step.actionOnFailure().name())
                .bind("created", step.timeline().created().toEpochMilli());
        bind(update, step).execute();
    }

    static void update(Handle handle, Step step) {
        bind(handle.createUpdate("""
                UPDATE step SET state = :state, reason_message = :message, failure_reason = :failureReason,
                    failure_message = :failureMessage, failure_log_file = :failureLogFile,
                    cancel_option = :cancelOption, started_at = :started, ended_at = :ended
                WHERE id = :id"""), step).execute();
    }

    static Step map(ResultSet row) throws SQLException {
        Optional<String> failureReason = Rows.text(row, "failure_reason");
        Optional<Failure> failure = failureReason.isEmpty()
                ? Optional.empty()
                : Optional.of(new Failure(
                        failureReason.get(), row.getString("failure_message"), row.getString("failure_log_file")));
        StepStatus status = new StepStatus(
                StepState.valueOf(row.getString("state")),
                row.getString("reason_message"),
                failure,
                Rows.text(row, "cancel_option").map(CancelOption::valueOf));
        return new Step(
                row.getString("id"),
                JSON.read(row.getString("spec"), StepSpec.class),
                ActionOnFailure.valueOf(row.getString("action_on_failure")),
                status,
                Rows.timeline(row, "started_at"));
    }

    private static Update bind(Update update, Step step) {
        Optional<Failure> failure = step.status().failure();
        return update.bind("id", step.id())
                .bind("state", step.state().name())
                .bind("message", step.status().message())
                .bind("failureReason", failure.map(Failure::reason).orElse(null))
                .bind("failureMessage", failure.map(Failure::message).orElse(null))
                .bind("failureLogFile", failure.map(Failure::logFile).orElse(null))
                .bind(
                        "cancelOption",
                        step.status().cancelOption().map(CancelOption::name).orElse(null))
                .bind("started", Rows.millis(step.timeline().started()))
                .bind("ended", Rows.millis(step.timeline().ended()));
    }
}
