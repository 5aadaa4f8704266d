package io.millrace.batch.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** JobManagers and TaskManagers: started, observed, ended. */
final class FlinkClusters {
    private static final Logger log = LoggerFactory.getLogger(FlinkClusters.class);

    private static final String JOB_MANAGER = "jobmanager";
    private static final String TASK_MANAGER = "taskmanager-";
    /** TaskManagers started in place of others, in a cluster's life under one launcher process. */
    private static final int REPLACEMENTS_MAX = 3;

    private final FlinkSettings settings;
    private final Processes processes;
    private final FlinkRest rest;
    private final FreePorts ports;
    private final Set<String> ready = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicInteger> replacements = new ConcurrentHashMap<>();

    FlinkClusters(FlinkSettings settings, Processes processes, FlinkRest rest, FreePorts ports) {
        this.settings = settings;
        this.processes = processes;
        this.rest = rest;
        this.ports = ports;
    }

    void provision(ClusterPlan plan, ClusterFiles files) throws IOException {
        FlinkHome home = new FlinkHome(settings.home().orElseThrow(() -> new IOException("flink.home is not set")));
        FlinkCommands commands = new FlinkCommands(home, settings.clientMemory());
        boolean begun = files.process(JOB_MANAGER).isPresent();
        if (!begun) {
            files.create();
            // A launcher that died between a start and its record left a process nobody knows.
            Processes.naming(files.directory()).forEach(ProcessHandle::destroyForcibly);
            FlinkConfiguration.writeCluster(files, settings, ports.next(), plan.configuration());
        }
        Map<String, String> variables = FlinkCommands.variables(home, files.configuration());
        // TaskManagers keep trying until their JobManager is up: nobody waits for anybody.
        FlinkCommands.Memory memory = commands.memory(files);
        if (!begun) {
            start(files, JOB_MANAGER, commands.jobManager(files, memory), variables);
        }
        for (int i = 1; i <= plan.workers(); i++) {
            String name = TASK_MANAGER + i;
            if (files.process(name).flatMap(ProcessRecord::running).isEmpty()) {
                start(files, name, commands.taskManager(files, name, memory), variables);
            }
        }
    }

    ClusterObservation observe(String clusterId, ClusterFiles files) throws IOException {
        Map<String, ProcessRecord> all = files.processes();
        if (all.values().stream().allMatch(process -> process.running().isEmpty())) {
            return new ClusterObservation.Absent();
        }
        ProcessRecord master = all.get(JOB_MANAGER);
        if (master == null || master.running().isEmpty()) {
            return new ClusterObservation.Lost(
                    "The JobManager ended; see %s".formatted(files.logs().resolve(JOB_MANAGER + ".log")));
        }
        Optional<ClusterObservation> lack = workers(clusterId, all);
        if (lack.isPresent()) {
            return lack.get();
        }
        String address = files.restAddress();
        if (ready.contains(clusterId) || registered(address) >= taskManagers(all)) {
            ready.add(clusterId);
            return new ClusterObservation.Ready(address);
        }
        return new ClusterObservation.Starting();
    }

    void destroy(String clusterId, ClusterFiles files) throws IOException {
        Map<String, ProcessRecord> all = files.processes();
        boolean gone = true;
        for (ProcessRecord process : all.values()) {
            if (process.running().isPresent()) {
                processes.end(process);
                gone = false;
            }
        }
        if (!gone) {
            return;
        }
        for (Map.Entry<String, ProcessRecord> process : all.entrySet()) {
            processes.forget(process.getValue());
            files.forget(process.getKey());
        }
        ready.remove(clusterId);
        replacements.remove(clusterId);
        files.removeTemporary();
    }

    private Optional<ClusterObservation> workers(String clusterId, Map<String, ProcessRecord> all) {
        for (Map.Entry<String, ProcessRecord> process : all.entrySet()) {
            if (!process.getKey().startsWith(TASK_MANAGER)
                    || process.getValue().running().isPresent()) {
                continue;
            }
            String why = "%s (process %d) ended"
                    .formatted(process.getKey(), process.getValue().pid());
            int times = replacements
                    .computeIfAbsent(clusterId, key -> new AtomicInteger())
                    .incrementAndGet();
            return Optional.of(
                    times <= REPLACEMENTS_MAX
                            ? new ClusterObservation.Degraded(why)
                            : new ClusterObservation.Lost(why + ", after " + REPLACEMENTS_MAX + " were replaced"));
        }
        return Optional.empty();
    }

    private static long taskManagers(Map<String, ProcessRecord> all) {
        return all.keySet().stream()
                .filter(name -> name.startsWith(TASK_MANAGER))
                .count();
    }

    private int registered(String address) {
        try {
            return rest.taskManagers(address);
        } catch (IOException e) {
            // It is not up yet; whether its process lives was asked before.
            log.debug("the JobManager at {} does not answer yet", address, e);
            return 0;
        }
    }

    private void start(ClusterFiles files, String name, List<String> command, Map<String, String> variables)
            throws IOException {
        Files.createDirectories(files.temporary());
        ProcessRecord process =
                processes.start(command, files.directory(), files.logs().resolve(name + ".out"), variables);
        files.record(name, process);
        log.info("{} runs as process {}", files.directory().resolve(name), process.pid());
    }
}
