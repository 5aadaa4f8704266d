package io.millrace.batch.cluster;

import io.millrace.batch.engine.ClusterObservation;
import io.millrace.batch.engine.ClusterPlan;
import io.millrace.batch.engine.Engine;
import io.millrace.batch.engine.StepObservation;
import io.millrace.batch.engine.StepPlan;
import io.millrace.batch.step.CancelOption;
import io.millrace.batch.step.Failure;
import io.millrace.batch.step.Step;
import io.millrace.batch.step.StepCommand;
import io.millrace.batch.step.StepState;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what clusters should be with what the engine shows, again and again, and closes the gap: one thread, and
 * every pass may be the first after a crash. A step is marked RUNNING on disk before the engine hears of it, and the
 * engine begins no step twice.
 */
public final class Reconciler implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

    private static final Duration BOOTSTRAP_MAX = Duration.ofMinutes(3);
    private static final Duration BUSY_INTERVAL = Duration.ofMillis(100);
    private static final Duration IDLE_INTERVAL = Duration.ofSeconds(1);
    /** Terminating, destroyed: what a cluster still goes through when its processes are gone. */
    private static final int CLOSING_PASSES = 3;

    private static final Failure NEVER_BEGUN = new Failure("The step was never begun", "", "");

    private final ClusterStore store;
    private final Engine engine;
    private final InstantSource clock;
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread;
    private volatile boolean stopping; // written by close()

    public Reconciler(ClusterStore store, Engine engine, InstantSource clock) {
        this.store = store;
        this.engine = engine;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("batch-reconciler").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Looks again now instead of at the end of the interval. Any thread. */
    public void wake() {
        wake.release();
    }

    /** Stops the loop, ends the engine's processes and writes down what that means for every cluster. */
    @Override
    public void close() {
        stopping = true;
        wake();
        joinThread();
        store.live().forEach(id -> store.change(id, flow -> flow.lost("The service was stopped", now())));
        engine.close();
        for (int i = 0; i < CLOSING_PASSES; i++) {
            pass();
        }
    }

    /** One look at every live cluster. Called by the loop; by tests instead of it. */
    void pass() {
        List<String> live = store.live();
        for (String clusterId : live) {
            try {
                store.find(clusterId).ifPresent(this::reconcile);
            } catch (RuntimeException e) {
                // One cluster's trouble must not keep the others waiting; the next pass tries again.
                log.error("cluster {} could not be reconciled", clusterId, e);
            }
        }
    }

    private void run() {
        removeLeftovers();
        while (!stopping) {
            boolean busy;
            try {
                pass();
                busy = store.live().stream()
                        .flatMap(id -> store.find(id).stream())
                        .anyMatch(flow -> flow.cluster().state() != ClusterState.WAITING);
            } catch (RuntimeException e) {
                log.error("clusters could not be reconciled", e);
                busy = false;
            }
            await(busy ? BUSY_INTERVAL : IDLE_INTERVAL);
        }
    }

    private void removeLeftovers() {
        try {
            engine.retain(new HashSet<>(store.live()));
        } catch (IOException e) {
            log.error("processes of ended clusters may still run", e);
        }
    }

    private void reconcile(JobFlow flow) {
        switch (flow.cluster().state()) {
            case STARTING -> provision(flow);
            case BOOTSTRAPPING -> awaitReady(flow);
            case RUNNING, WAITING -> operate(flow);
            case TERMINATING -> destroy(flow);
            case TERMINATED, TERMINATED_WITH_ERRORS -> {}
        }
    }

    private void provision(JobFlow flow) {
        try {
            engine.provision(plan(flow));
            change(flow, JobFlow::provisioned);
        } catch (IOException e) {
            log.warn("cluster {} cannot be started", flow.cluster().id(), e);
            change(flow, current -> current.bootstrapFailed("Cannot start the cluster: " + e.getMessage(), now()));
        }
    }

    private void awaitReady(JobFlow flow) {
        switch (engine.observe(flow.cluster().id())) {
            case ClusterObservation.Ready ready -> {
                change(flow, current -> current.ready(ready.address(), now()));
                wake();
            }
            case ClusterObservation.Starting starting -> {
                if (now().isAfter(flow.cluster().timeline().created().plus(BOOTSTRAP_MAX))) {
                    bootstrapFailed(flow, "The engine took too long to start");
                }
            }
            case ClusterObservation.Absent absent -> bootstrapFailed(flow, "The engine's processes are gone");
            case ClusterObservation.Degraded degraded -> bootstrapFailed(flow, degraded.why());
            case ClusterObservation.Lost lost -> bootstrapFailed(flow, lost.why());
        }
    }

    private void bootstrapFailed(JobFlow flow, String why) {
        change(flow, current -> current.bootstrapFailed(why, now()));
    }

    private void operate(JobFlow flow) {
        switch (engine.observe(flow.cluster().id())) {
            case ClusterObservation.Ready ready -> runSteps(flow);
            // A JobManager found again after a restart, which has not answered yet.
            case ClusterObservation.Starting starting -> {}
            case ClusterObservation.Degraded degraded -> {
                replaceWorkers(flow, degraded.why());
                runSteps(flow);
            }
            case ClusterObservation.Absent absent -> lost(flow, "The cluster's processes are gone");
            case ClusterObservation.Lost lost -> lost(flow, lost.why());
        }
    }

    private void lost(JobFlow flow, String why) {
        change(flow, current -> current.lost(why, now()));
    }

    private void runSteps(JobFlow flow) {
        followSteps(flow);
        if (!current(flow).stepsStarted(now()).equals(current(flow))) {
            change(flow, next -> next.stepsStarted(now()));
        }
        JobFlow latest = current(flow);
        if (latest.cluster().state() == ClusterState.RUNNING) {
            submitSteps(latest);
        }
    }

    private JobFlow current(JobFlow flow) {
        return store.find(flow.cluster().id()).orElseThrow();
    }

    private void replaceWorkers(JobFlow flow, String why) {
        log.warn("cluster {}: {}; starting another", flow.cluster().id(), why);
        try {
            engine.provision(plan(flow));
        } catch (IOException e) {
            lost(flow, why + "; it cannot be replaced: " + e.getMessage());
        }
    }

    private void followSteps(JobFlow flow) {
        String clusterId = flow.cluster().id();
        for (Step step : flow.steps()) {
            if (!step.state().underWay()) {
                continue;
            }
            switch (engine.observe(clusterId, step.id())) {
                case StepObservation.NotSubmitted notSubmitted -> {
                    if (step.state() == StepState.CANCEL_PENDING) {
                        change(flow, current -> current.stepFailed(step.id(), NEVER_BEGUN, now()));
                    }
                }
                case StepObservation.Running running -> {
                    if (step.state() == StepState.CANCEL_PENDING) {
                        CancelOption option = step.status().cancelOption().orElseThrow();
                        engine.cancel(clusterId, step.id(), option);
                    }
                }
                case StepObservation.Completed completed ->
                    end(flow, step, current -> current.stepCompleted(step.id(), now()));
                case StepObservation.Failed failed ->
                    end(flow, step, current -> current.stepFailed(step.id(), failed.failure(), now()));
            }
        }
    }

    private void submitSteps(JobFlow flow) {
        String clusterId = flow.cluster().id();
        for (Step step : flow.steps()) {
            if (step.state() != StepState.RUNNING
                    || !(engine.observe(clusterId, step.id()) instanceof StepObservation.NotSubmitted)) {
                continue;
            }
            try {
                engine.submit(new StepPlan(clusterId, step.id(), StepCommand.of(step.spec())));
            } catch (IOException e) {
                Failure failure = new Failure("The step could not be started", String.valueOf(e.getMessage()), "");
                end(flow, step, current -> current.stepFailed(step.id(), failure, now()));
            }
        }
    }

    private void destroy(JobFlow flow) {
        // Before anything is stopped: a step that ended by itself is told as it ended.
        followSteps(flow);
        engine.destroy(flow.cluster().id());
        if (engine.observe(flow.cluster().id()) instanceof ClusterObservation.Absent) {
            flow.steps().stream().filter(step -> step.state().underWay()).forEach(step -> finish(flow, step));
            change(flow, current -> current.destroyed(now()));
        }
    }

    private void end(JobFlow flow, Step step, UnaryOperator<JobFlow> ending) {
        // The jobs a failed step left behind must be gone before another step can run.
        finish(flow, step);
        change(flow, ending);
        wake();
    }

    private void finish(JobFlow flow, Step step) {
        String logUri = flow.cluster().spec().attributes().getOrDefault(ClusterSpec.LOG_URI, "");
        engine.finish(flow.cluster().id(), step.id(), logUri);
    }

    private void change(JobFlow flow, UnaryOperator<JobFlow> transition) {
        store.change(flow.cluster().id(), current -> {
            JobFlow next = transition.apply(current);
            ClusterStatus status = next.cluster().status();
            if (!status.equals(current.cluster().status())) {
                log.info("cluster {} becomes {} {}", next.cluster().id(), status.state(), status.message());
            }
            return next;
        });
    }

    private static ClusterPlan plan(JobFlow flow) {
        ClusterSpec spec = flow.cluster().spec();
        return new ClusterPlan(flow.cluster().id(), spec.workers(), spec.flinkConfiguration());
    }

    private Instant now() {
        return clock.instant();
    }

    private void await(Duration interval) {
        try {
            wake.tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS);
            wake.drainPermits();
        } catch (InterruptedException e) {
            stopping = true;
            Thread.currentThread().interrupt();
        }
    }

    private void joinThread() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
