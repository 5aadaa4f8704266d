package io.millrace.batch.cluster;

import static io.millrace.batch.cluster.ClusterState.BOOTSTRAPPING;
import static io.millrace.batch.cluster.ClusterState.RUNNING;
import static io.millrace.batch.cluster.ClusterState.STARTING;
import static io.millrace.batch.cluster.ClusterState.TERMINATING;
import static io.millrace.batch.cluster.ClusterState.WAITING;

import io.millrace.batch.step.CancelOption;
import io.millrace.batch.step.Failure;
import io.millrace.batch.step.Step;
import io.millrace.batch.step.StepState;
import io.millrace.batch.step.Timeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A cluster with its active steps, oldest first: the unit that moves from one state to the next. Pure; every transition
 * returns what is true after it, and does nothing where the state it starts from is already past.
 */
public record JobFlow(Cluster cluster, List<Step> steps) {
    /** PENDING, RUNNING and CANCEL_PENDING steps a cluster can have at once. */
    public static final int ACTIVE_STEPS_MAX = 256;

    private static final String READY = "Cluster ready to run steps.";

    public JobFlow {
        steps = List.copyOf(steps);
    }

    /** A cluster nothing of which runs yet. */
    public static JobFlow starting(
            String id, ClusterSpec spec, Cluster.Switches switches, List<Step> steps, Instant now) {
        Cluster cluster = new Cluster(
                id,
                spec,
                ClusterStatus.of(STARTING, ""),
                Timeline.from(now),
                switches,
                Cluster.History.NONE,
                Optional.empty());
        return new JobFlow(cluster, steps);
    }

    public long activeSteps() {
        return steps.stream().filter(step -> step.state().active()).count();
    }

    /** The processes have been asked for. */
    public JobFlow provisioned() {
        if (cluster.state() != STARTING) {
            return this;
        }
        return with(cluster.with(ClusterStatus.of(BOOTSTRAPPING, "Provisioning the engine's processes")));
    }

    /** The engine takes work from now on. */
    public JobFlow ready(String masterAddress, Instant now) {
        if (cluster.state() != BOOTSTRAPPING) {
            return this;
        }
        Cluster up = cluster.at(masterAddress)
                .with(cluster.timeline().startedAt(now))
                .with(ClusterStatus.of(WAITING, READY));
        return with(up).settled();
    }

    /** The engine did not come up. */
    public JobFlow bootstrapFailed(String why, Instant now) {
        return terminating(ClusterStatus.terminating(ReasonCode.BOOTSTRAP_FAILURE, why), now);
    }

    /** A process without which the cluster is none is gone. */
    public JobFlow lost(String why, Instant now) {
        return terminating(ClusterStatus.terminating(ReasonCode.INSTANCE_FAILURE, why), now);
    }

    /** A caller wants it gone. */
    public JobFlow terminatedByUser(Instant now) {
        return terminating(ClusterStatus.terminating(ReasonCode.USER_REQUEST, "Terminated by user request"), now);
    }

    public JobFlow with(List<Step> more) {
        List<Step> all = new ArrayList<>(steps);
        all.addAll(more);
        return new JobFlow(cluster, all).settled();
    }

    public JobFlow protectedFromTermination(boolean on) {
        return with(cluster.with(new Cluster.Switches(cluster.switches().keepAlive(), on)));
    }

    public JobFlow keptAlive(boolean on) {
        return with(cluster.with(new Cluster.Switches(on, cluster.switches().terminationProtected())))
                .settled();
    }

    /** Begins as many pending steps as may run at once. */
    public JobFlow stepsStarted(Instant now) {
        if (cluster.state() != RUNNING) {
            return this;
        }
        long free = cluster.spec().stepConcurrency()
                - steps.stream().filter(step -> step.state().underWay()).count();
        List<Step> next = new ArrayList<>(steps.size());
        for (Step step : steps) {
            boolean starts = step.state() == StepState.PENDING && free > 0;
            next.add(starts ? step.started(now) : step);
            free -= starts ? 1 : 0;
        }
        return new JobFlow(cluster, next);
    }

    public JobFlow stepCompleted(String stepId, Instant now) {
        return stepEnded(stepId, step -> step.completed(now));
    }

    /** A step ended badly: cancelled if that was asked for, failed with all that follows otherwise. */
    public JobFlow stepFailed(String stepId, Failure failure, Instant now) {
        Step step = underWay(stepId);
        if (step == null) {
            return this;
        }
        if (step.state() == StepState.CANCEL_PENDING) {
            return stepEnded(stepId, ending -> ending.cancelled("Cancelled by user", now));
        }
        if (cluster.state() == TERMINATING) {
            return replaced(stepId, ending -> endedWithCluster(ending, failure.logFile(), now));
        }
        JobFlow failed = replaced(stepId, ending -> ending.failed(failure, now));
        return switch (step.actionOnFailure()) {
            case CONTINUE -> failed.settled();
            case CANCEL_AND_WAIT ->
                failed.pendingCancelled("Cancelled after the failure of " + stepId, now)
                        .settled();
            case TERMINATE_CLUSTER -> failed.afterFailure(stepId, now);
        };
    }

    /** Cancels pending steps at once and asks the running ones to stop. */
    public JobFlow cancelled(Set<String> stepIds, CancelOption option, Instant now) {
        JobFlow next = changed(
                step -> stepIds.contains(step.id()) && step.state() == StepState.PENDING,
                step -> step.cancelled("Cancelled by user", now));
        return next.changed(
                        step -> stepIds.contains(step.id()) && step.state() == StepState.RUNNING,
                        step -> step.cancelRequested(option))
                .settled();
    }

    /** Nothing of a terminating cluster runs any more. */
    public JobFlow destroyed(Instant now) {
        if (cluster.state() != TERMINATING) {
            return this;
        }
        JobFlow ended = changed(step -> step.state().active(), step -> endedWithCluster(step, "", now));
        return ended.with(ended.cluster
                .with(cluster.timeline().endedAt(now))
                .with(cluster.status().terminated()));
    }

    /** A step that was stopped because its cluster ends: as its owner wished, or a failure nobody wished for. */
    private Step endedWithCluster(Step step, String logFile, Instant now) {
        String why = cluster.status().message();
        if (step.state() == StepState.RUNNING
                && !cluster.status().code().equals(Optional.of(ReasonCode.USER_REQUEST))) {
            return step.failed(new Failure("The cluster ended while the step ran", why, logFile), now);
        }
        return step.cancelled("Cancelled because the cluster terminated: " + why, now);
    }

    private JobFlow afterFailure(String stepId, Instant now) {
        // A protected cluster outlives the step, so that its owner can look at it.
        if (cluster.switches().terminationProtected()) {
            return pendingCancelled("Cancelled after the failure of " + stepId, now)
                    .settled();
        }
        return terminating(ClusterStatus.terminating(ReasonCode.STEP_FAILURE, "Shut down as step failed"), now);
    }

    private JobFlow terminating(ClusterStatus status, Instant now) {
        if (!cluster.state().modifiable()) {
            return this;
        }
        JobFlow emptied = pendingCancelled("Cancelled because the cluster terminated: " + status.message(), now);
        return emptied.with(emptied.cluster.with(status));
    }

    /** RUNNING while a step is active; else WAITING, or on its way out if it was not to be kept. */
    private JobFlow settled() {
        if (!cluster.state().up()) {
            return this;
        }
        if (activeSteps() > 0) {
            return cluster.state() == RUNNING ? this : with(cluster.with(ClusterStatus.of(RUNNING, "Running step")));
        }
        Cluster.History history = cluster.history();
        if (cluster.switches().keepAlive()) {
            String message = history.lastStep()
                    .map(end -> "Cluster ready after last step %s.".formatted(word(end)))
                    .orElse(READY);
            return with(cluster.with(ClusterStatus.of(WAITING, message)));
        }
        return with(cluster.with(
                history.anyFailed()
                        ? ClusterStatus.terminating(ReasonCode.STEP_FAILURE, ClusterStatus.STEPS_COMPLETED_WITH_ERRORS)
                        : ClusterStatus.terminating(ReasonCode.ALL_STEPS_COMPLETED, "Steps completed")));
    }

    private static String word(StepState end) {
        return switch (end) {
            case COMPLETED -> "completed";
            case FAILED -> "failed";
            case CANCELLED -> "cancelled";
            case PENDING, CANCEL_PENDING, RUNNING, INTERRUPTED ->
                throw new IllegalStateException("no step ends as " + end);
        };
    }

    private JobFlow stepEnded(String stepId, UnaryOperator<Step> ending) {
        return underWay(stepId) == null ? this : replaced(stepId, ending).settled();
    }

    private JobFlow replaced(String stepId, UnaryOperator<Step> change) {
        return changed(step -> step.id().equals(stepId), change);
    }

    private JobFlow pendingCancelled(String message, Instant now) {
        return changed(step -> step.state() == StepState.PENDING, step -> step.cancelled(message, now));
    }

    private JobFlow changed(Predicate<Step> which, UnaryOperator<Step> change) {
        Cluster.History history = cluster.history();
        List<Step> next = new ArrayList<>(steps.size());
        for (Step step : steps) {
            Step after = which.test(step) ? change.apply(step) : step;
            // Steps cancelled before their turn say nothing about the last step that had one.
            if (step.state().underWay() && !after.state().active()) {
                history = history.and(after.state());
            }
            next.add(after);
        }
        return new JobFlow(cluster.with(history), next);
    }

    private @Nullable Step underWay(String stepId) {
        return steps.stream()
                .filter(step -> step.id().equals(stepId) && step.state().underWay())
                .findFirst()
                .orElse(null);
    }

    private JobFlow with(Cluster next) {
        return new JobFlow(next, steps);
    }
}
