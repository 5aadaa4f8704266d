package io.millrace.batch.engine;

import io.millrace.batch.step.CancelOption;
import io.millrace.batch.step.Failure;
import io.millrace.frontdoor.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Standalone Flink clusters: a JobManager and TaskManagers as processes of their own on loopback, and a process for
 * each step that submits its jobs and waits for them. All it knows is on disk, so a new engine over the same directory
 * takes over what an old one left.
 */
public final class FlinkEngine implements Engine {
    private static final Logger log = LoggerFactory.getLogger(FlinkEngine.class);

    private final Path directory;
    private final FlinkSettings settings;
    private final FlinkClusters clusters;
    private final FlinkSteps steps;
    private final Processes processes;
    private final FlinkRest rest = new FlinkRest();
    private final S3Files s3;
    private final Shutdown shutdown;
    private volatile boolean closed; // written by close()

    /**
     * @param directory for the clusters' files; exists
     * @param store where {@code s3:} scripts and logs are
     */
    public FlinkEngine(
            Path directory, FlinkSettings settings, ObjectStore store, InstantSource clock, RandomGenerator random) {
        this.directory = directory.toAbsolutePath();
        this.settings = settings;
        this.s3 = new S3Files(store);
        this.processes = new Processes(
                clock,
                Map.of(
                        "AWS_REGION", store.region(),
                        "AWS_ENDPOINT_URL_S3", store.endpoint().toString(),
                        "AWS_ACCESS_KEY_ID", store.credentials().accessKeyId(),
                        "AWS_SECRET_ACCESS_KEY", store.credentials().secretAccessKey()));
        this.clusters = new FlinkClusters(settings, processes, rest, new FreePorts(random));
        this.steps = new FlinkSteps(settings, processes, rest, s3, clock);
        this.shutdown = new Shutdown(this::endEverything);
        shutdown.register();
    }

    @Override
    public String application() {
        return "Flink";
    }

    @Override
    public String version() {
        return settings.home().map(home -> new FlinkHome(home).version()).orElse("");
    }

    @Override
    public int workersMax() {
        return settings.taskManagersMax();
    }

    @Override
    public Set<String> refusedConfiguration(Set<String> keys) {
        return FlinkConfiguration.refused(keys);
    }

    @Override
    public Optional<String> unavailable() {
        return settings.home().map(home -> new FlinkHome(home).problem()).orElse(Optional.of("flink.home is not set"));
    }

    @Override
    public void provision(ClusterPlan plan) throws IOException {
        requireOpen();
        Optional<String> problem = unavailable();
        if (problem.isPresent()) {
            throw new IOException(problem.get());
        }
        clusters.provision(plan, files(plan.clusterId()));
    }

    @Override
    public ClusterObservation observe(String clusterId) {
        try {
            return clusters.observe(clusterId, files(clusterId));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void destroy(String clusterId) {
        try {
            clusters.destroy(clusterId, files(clusterId));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void submit(StepPlan plan) throws IOException {
        requireOpen();
        steps.submit(plan, files(plan.clusterId()));
    }

    @Override
    public StepObservation observe(String clusterId, String stepId) {
        try {
            return steps.observe(stepId, files(clusterId));
        } catch (IOException e) {
            log.warn("step {} cannot be observed", stepId, e);
            return new StepObservation.Failed(new Failure("The step's outcome cannot be read", e.toString(), ""));
        }
    }

    @Override
    public void cancel(String clusterId, String stepId, CancelOption option) {
        try {
            steps.cancel(stepId, files(clusterId), option);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void finish(String clusterId, String stepId, String logUri) {
        steps.finish(clusterId, stepId, files(clusterId), logUri);
    }

    @Override
    public void retain(Set<String> clusterIds) throws IOException {
        List<ProcessHandle> leftovers = Processes.naming(directory)
                .filter(handle -> clusterIds.stream()
                        .noneMatch(id -> Processes.commandLine(handle)
                                .filter(line ->
                                        line.contains(files(id).directory().toString()))
                                .isPresent()))
                .toList();
        for (ProcessHandle leftover : leftovers) {
            log.warn("process {} of an ended cluster is stopped", leftover.pid());
            leftover.destroyForcibly();
        }
    }

    @Override
    public void close() {
        closed = true;
        endEverything();
        steps.close();
        rest.close();
        s3.close();
        shutdown.unregister();
    }

    /** Called by close and, if nobody closes, when the virtual machine ends. */
    private void endEverything() {
        closed = true;
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            List<ProcessRecord> running = new ArrayList<>();
            for (Path entry : entries) {
                running.addAll(new ClusterFiles(entry).processes().values());
            }
            processes.endAll(running);
        } catch (IOException e) {
            log.error("processes of clusters may still run", e);
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the service is stopping");
        }
    }

    private ClusterFiles files(String clusterId) {
        return new ClusterFiles(directory.resolve(clusterId));
    }
}
