package io.millrace.batch.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command lines of Flink's processes. Java is the one this process runs on. */
final class FlinkCommands {
    private static final Duration MEMORY_TIMEOUT = Duration.ofSeconds(30);
    private static final String RESULT = "BASH_JAVA_UTILS_EXEC_RESULT:";
    private static final String DRIVER = "org.apache.flink.table.runtime.application.SqlDriver";

    /** What Flink and the libraries under it reach into, on JDKs that close their modules. */
    private static final List<String> OPENED = List.of(
            "--add-exports=java.base/sun.net.util=ALL-UNNAMED",
            "--add-exports=java.management/sun.management=ALL-UNNAMED",
            "--add-exports=java.rmi/sun.rmi.registry=ALL-UNNAMED",
            "--add-exports=java.security.jgss/sun.security.krb5=ALL-UNNAMED",
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-opens=java.base/java.net=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/java.text=ALL-UNNAMED",
            "--add-opens=java.base/java.time=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent.locks=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private final FlinkHome home;
    private final String clientMemory;

    FlinkCommands(FlinkHome home, String clientMemory) {
        this.home = home;
        this.clientMemory = clientMemory;
    }

    /** What Flink's scripts would have set. */
    static Map<String, String> variables(FlinkHome home, Path configuration) {
        return Map.of(
                "FLINK_CONF_DIR", configuration.toString(),
                "FLINK_LIB_DIR", home.lib().toString(),
                "FLINK_OPT_DIR", home.optional().toString(),
                "FLINK_PLUGINS_DIR", home.plugins().toString());
    }

    List<String> jobManager(ClusterFiles files, Memory memory) {
        return daemon(
                files,
                "jobmanager",
                memory.jobManager(),
                // It coordinates and computes little: what matters is how soon it is there.
                List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint");
    }

    List<String> taskManager(ClusterFiles files, String name, Memory memory) {
        return daemon(
                files,
                name,
                memory.taskManager(),
                List.of(),
                "org.apache.flink.runtime.taskexecutor.TaskManagerRunner");
    }

    /** Submits the statements of a script, waits for their jobs, and exits with 0 only if all went well. */
    List<String> sqlClient(StepFiles files) throws IOException {
        Path driverJar = home.driverJar().orElseThrow(() -> new IOException("flink.home has gone"));
        List<String> command = new ArrayList<>(List.of(
                java(),
                Processes.TOKEN + files.directory(),
                "-Xmx" + clientMemory,
                "-XX:+UseSerialGC",
                // It lives for seconds: start quickly.
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=" + files.configuration().resolve("logback.xml")));
        command.addAll(OPENED);
        command.addAll(List.of("-cp", home.classPath(), "org.apache.flink.client.cli.CliFrontend", "run"));
        command.addAll(List.of("-c", DRIVER, driverJar.toString()));
        command.addAll(List.of("--scriptUri", files.script().toUri().toString()));
        return command;
    }

    private List<String> daemon(
            ClusterFiles files, String name, Resources resources, List<String> options, String mainClass) {
        List<String> command = new ArrayList<>();
        command.add(java());
        command.add(Processes.TOKEN + files.directory() + "/" + name);
        command.addAll(resources.options());
        command.addAll(options);
        command.addAll(OPENED);
        command.add("-Dlog.file=" + files.logs().resolve(name + ".log"));
        command.add("-Dlogback.configurationFile=" + files.configuration().resolve("logback.xml"));
        command.add("-Djava.io.tmpdir=" + files.temporary());
        command.addAll(List.of(
                "-cp", home.classPath(), mainClass, "-c", files.configuration().toString()));
        command.addAll(resources.arguments());
        return command;
    }

    /** What a process is given of its memory: options of the virtual machine, and arguments of the program. */
    record Resources(List<String> options, List<String> arguments) {}

    /** How the memory of the cluster's processes is divided. */
    record Memory(Resources jobManager, Resources taskManager) {}

    /** Lets Flink work out the memory, in processes of their own; a TaskManager does not start without. */
    Memory memory(ClusterFiles files) throws IOException {
        Process jobManager = calculation("GET_JM_RESOURCE_PARAMS", files);
        Process taskManager = calculation("GET_TM_RESOURCE_PARAMS", files);
        try {
            return new Memory(result(jobManager), result(taskManager));
        } finally {
            jobManager.destroyForcibly();
            taskManager.destroyForcibly();
        }
    }

    private Process calculation(String what, ClusterFiles files) throws IOException {
        List<String> command = List.of(
                java(),
                Processes.TOKEN + files.directory(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                home.classPath(),
                "org.apache.flink.runtime.util.bash.BashJavaUtils",
                what,
                "--configDir",
                files.configuration().toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        return process;
    }

    private static Resources result(Process calculation) throws IOException {
        try {
            // It says a dozen lines: less than the pipe takes while nobody reads.
            if (!calculation.waitFor(MEMORY_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("Flink did not work out its memory in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while Flink worked out its memory", e);
        }
        return parse(new String(calculation.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    private static Resources parse(String output) throws IOException {
        List<String> results = output.lines()
                .filter(line -> line.startsWith(RESULT))
                .map(line -> line.substring(RESULT.length()).strip())
                .toList();
        if (results.size() != 2) {
            throw new IOException("Flink cannot work out its memory: " + FailureText.rootCause(output));
        }
        return new Resources(
                List.of(results.getFirst().split(" ", -1)),
                List.of(results.getLast().split(" ", -1)));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
