package io.millrace.batch.engine;

import io.millrace.batch.step.CancelOption;
import io.millrace.batch.step.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The processes that run steps: begun once, followed by what they leave on disk, ended with their jobs. */
final class FlinkSteps implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FlinkSteps.class);
    private static final Duration DELIVERY_MAX = Duration.ofSeconds(10);

    private final FlinkSettings settings;
    private final Processes processes;
    private final FlinkRest rest;
    private final ScriptSource scripts;
    private final LogDelivery delivery;
    private final InstantSource clock;
    private final ExecutorService deliveries = Executors.newVirtualThreadPerTaskExecutor();

    FlinkSteps(FlinkSettings settings, Processes processes, FlinkRest rest, S3Files s3, InstantSource clock) {
        this.settings = settings;
        this.processes = processes;
        this.rest = rest;
        this.scripts = new ScriptSource(s3);
        this.delivery = new LogDelivery(s3);
        this.clock = clock;
    }

    void submit(StepPlan plan, ClusterFiles cluster) throws IOException {
        StepFiles files = cluster.step(plan.stepId());
        if (files.claimed()) {
            return;
        }
        files.claim();
        String script;
        try {
            script = scripts.read(plan.command());
        } catch (IOException e) {
            files.log(clock.instant(), "The step cannot be run: " + e.getMessage());
            files.reject(String.valueOf(e.getMessage()));
            return;
        }
        Files.writeString(files.script(), script);
        FlinkConfiguration.writeStep(files, plan.stepId(), cluster.restAddress());
        FlinkHome home = new FlinkHome(settings.home().orElseThrow(() -> new IOException("flink.home is not set")));
        List<String> command = new FlinkCommands(home, settings.clientMemory()).sqlClient(files);
        files.log(clock.instant(), "Running script.sql as " + String.join(" ", command));
        ProcessRecord process =
                processes.startRecorded(command, files, FlinkCommands.variables(home, files.configuration()));
        cluster.record(ClusterFiles.stepProcess(plan.stepId()), process);
        files.log(clock.instant(), "Process " + process.pid() + " started");
    }

    StepObservation observe(String stepId, ClusterFiles cluster) throws IOException {
        StepFiles files = cluster.step(stepId);
        if (!files.claimed()) {
            return new StepObservation.NotSubmitted();
        }
        Optional<String> rejection = files.rejection();
        if (rejection.isPresent()) {
            return failed("The step cannot be run", rejection.get(), files.controller());
        }
        Optional<ProcessRecord> process = process(stepId, cluster);
        boolean running = process.flatMap(ProcessRecord::running).isPresent();
        // Asked after the process: what has ended has written its exit code before.
        Optional<Integer> exit = files.exitCode();
        if (exit.isPresent()) {
            return exit.get() == 0 ? new StepObservation.Completed() : failed(exit.get(), files);
        }
        if (running) {
            return new StepObservation.Running();
        }
        return failed(
                "The step's outcome is unknown",
                "Its process is gone and left no exit code; it is not run again.",
                files.controller());
    }

    void cancel(String stepId, ClusterFiles cluster, CancelOption option) throws IOException {
        Optional<ProcessRecord> process = process(stepId, cluster);
        if (process.isEmpty()) {
            return;
        }
        switch (option) {
            case SEND_INTERRUPT -> processes.end(process.get());
            case TERMINATE_PROCESS -> processes.kill(process.get());
        }
    }

    void finish(String clusterId, String stepId, ClusterFiles cluster, String logUri) {
        StepFiles files = cluster.step(stepId);
        try {
            boolean completed = files.exitCode().filter(code -> code == 0).isPresent();
            Optional<ProcessRecord> process = cluster.process(ClusterFiles.stepProcess(stepId));
            if (!completed && files.claimed()) {
                Processes.naming(files.directory()).forEach(ProcessHandle::destroyForcibly);
                cancelJobs(stepId, cluster);
            }
            if (process.isPresent()) {
                processes.forget(process.get());
                cluster.forget(ClusterFiles.stepProcess(stepId));
            }
            if (files.claimed()) {
                files.log(
                        clock.instant(),
                        "Ended with exit code "
                                + files.exitCode().map(String::valueOf).orElse("unknown"));
            }
        } catch (IOException e) {
            log.warn("step {} could not be tidied up", stepId, e);
        }
        if (!logUri.isEmpty() && files.claimed()) {
            deliveries.execute(() -> delivery.deliver(files, logUri, clusterId + "/steps/" + stepId));
        }
    }

    /** Waits a moment for logs that are being copied. */
    @Override
    public void close() {
        deliveries.shutdown();
        try {
            if (!deliveries.awaitTermination(DELIVERY_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("some steps' logs were not copied");
                deliveries.shutdownNow();
            }
        } catch (InterruptedException e) {
            deliveries.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** The step's process, found by its token if a launcher died between its start and its record. */
    private static Optional<ProcessRecord> process(String stepId, ClusterFiles cluster) throws IOException {
        Optional<ProcessRecord> known = cluster.process(ClusterFiles.stepProcess(stepId));
        if (known.isPresent()) {
            return known;
        }
        Optional<ProcessHandle> wrapper =
                Processes.wrapperOf(cluster.step(stepId).directory());
        if (wrapper.isEmpty()) {
            return Optional.empty();
        }
        ProcessRecord found = ProcessRecord.of(wrapper.get());
        cluster.record(ClusterFiles.stepProcess(stepId), found);
        return Optional.of(found);
    }

    private void cancelJobs(String stepId, ClusterFiles cluster) {
        try {
            String address = cluster.restAddress();
            for (String job : rest.liveJobs(address, stepId)) {
                log.info("job {} of step {} is cancelled", job, stepId);
                rest.cancel(address, job);
            }
        } catch (IOException e) {
            // A JobManager that is gone has no jobs; one that does not answer keeps them until it ends.
            log.warn("jobs of step {} may still run", stepId, e);
        }
    }

    private static StepObservation failed(int exitCode, StepFiles files) throws IOException {
        String cause = FailureText.rootCause(FailureText.tail(files.standardError()));
        return failed("Flink SQL ended with exit code " + exitCode, cause, files.standardError());
    }

    private static StepObservation failed(String reason, String message, Path logFile) {
        return new StepObservation.Failed(new Failure(reason, message, logFile.toString()));
    }
}
