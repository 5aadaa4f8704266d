package io.millrace.batch.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Writes the configuration directories of Flink's processes. */
final class FlinkConfiguration {
    private static final String LOOPBACK = "127.0.0.1";
    /** What the launcher decides and a caller's {@code flink-conf} may not. */
    private static final Set<String> OWN = Set.of(
            "jobmanager.rpc.address",
            "jobmanager.rpc.port",
            "jobmanager.bind-host",
            "jobmanager.memory.process.size",
            "taskmanager.bind-host",
            "taskmanager.host",
            "taskmanager.memory.process.size",
            "rest.address",
            "rest.bind-address",
            "rest.port",
            "rest.bind-port",
            "execution.target",
            "io.tmp.dirs",
            "process.working-dir");

    /** What only Flink's own start scripts read. */
    private static final String SCRIPTS = "env.";

    private static final String LOGBACK = """
            <configuration>
              <appender name="FILE" class="ch.qos.logback.core.rolling.RollingFileAppender">
                <file>${log.file}</file>
                <rollingPolicy class="ch.qos.logback.core.rolling.FixedWindowRollingPolicy">
                  <fileNamePattern>${log.file}.%i</fileNamePattern>
                  <minIndex>1</minIndex>
                  <maxIndex>3</maxIndex>
                </rollingPolicy>
                <triggeringPolicy class="ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy">
                  <maxFileSize>64MB</maxFileSize>
                </triggeringPolicy>
                <encoder>
                  <pattern>%d{ISO8601} %-5level [%thread] %logger{60} - %msg%n</pattern>
                </encoder>
              </appender>
              <root level="INFO">
                <appender-ref ref="FILE"/>
              </root>
            </configuration>
            """;

    private static final String CLIENT_LOGBACK = """
            <configuration>
              <appender name="STDERR" class="ch.qos.logback.core.ConsoleAppender">
                <target>System.err</target>
                <encoder>
                  <pattern>%d{ISO8601} %-5level %logger{36} - %msg%n</pattern>
                </encoder>
              </appender>
              <!-- It misses a YARN client that no standalone cluster has. -->
              <logger name="org.apache.flink.client.cli.CliFrontend" level="ERROR"/>
              <root level="WARN">
                <appender-ref ref="STDERR"/>
              </root>
            </configuration>
            """;

    private FlinkConfiguration() {}

    /** The keys of a caller's configuration that are not the caller's to set. */
    static Set<String> refused(Set<String> keys) {
        Set<String> refused = new TreeSet<>(keys);
        refused.removeIf(key -> !OWN.contains(key) && !key.startsWith(SCRIPTS));
        return refused;
    }

    /**
     * Writes what JobManager and TaskManagers read.
     *
     * @param ports on loopback, nobody listens on
     */
    static void writeCluster(ClusterFiles files, FlinkSettings settings, Ports ports, Map<String, String> caller)
            throws IOException {
        Map<String, String> values = new TreeMap<>();
        values.put("taskmanager.numberOfTaskSlots", Integer.toString(settings.taskManagerSlots()));
        values.put("parallelism.default", "1");
        values.putAll(caller);
        values.put("jobmanager.rpc.address", LOOPBACK);
        values.put("jobmanager.rpc.port", Integer.toString(ports.rpc()));
        values.put("jobmanager.bind-host", LOOPBACK);
        values.put("jobmanager.memory.process.size", settings.jobManagerMemory());
        values.put("taskmanager.bind-host", LOOPBACK);
        values.put("taskmanager.host", LOOPBACK);
        values.put("taskmanager.memory.process.size", settings.taskManagerMemory());
        values.put("rest.address", LOOPBACK);
        values.put("rest.bind-address", LOOPBACK);
        values.put("rest.port", Integer.toString(ports.rest()));
        values.put("rest.bind-port", Integer.toString(ports.rest()));
        values.put("io.tmp.dirs", files.temporary().toString());
        values.put("process.working-dir", files.temporary().toString());
        write(files.configuration(), values, LOGBACK);
        files.writeRestAddress(LOOPBACK + ":" + ports.rest());
    }

    /** Writes what the process that submits a step's jobs reads. */
    static void writeStep(StepFiles files, String stepId, String restAddress) throws IOException {
        int colon = restAddress.lastIndexOf(':');
        Map<String, String> values = new TreeMap<>();
        values.put("execution.target", "remote");
        values.put("execution.attached", "true");
        values.put("rest.address", restAddress.substring(0, colon));
        values.put("rest.port", restAddress.substring(colon + 1));
        // A step ends when its jobs have, unless its script says otherwise.
        values.put("table.dml-sync", "true");
        values.put("pipeline.global-job-parameters", FlinkRest.STEP_PARAMETER + ":" + stepId);
        write(files.configuration(), values, CLIENT_LOGBACK);
    }

    /** @param rest of the JobManager's REST endpoint; {@code rpc} of its actors */
    record Ports(int rest, int rpc) {}

    private static void write(Path directory, Map<String, String> values, String logback) throws IOException {
        StringBuilder yaml = new StringBuilder();
        values.forEach((key, value) ->
                yaml.append(key).append(": '").append(value.replace("'", "''")).append("'\n"));
        Files.writeString(directory.resolve("config.yaml"), yaml);
        Files.writeString(directory.resolve("logback.xml"), logback);
    }
}
