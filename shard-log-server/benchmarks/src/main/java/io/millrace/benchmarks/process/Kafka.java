package io.millrace.benchmarks.process;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One Kafka broker that is its own controller, on loopback, with Kafka's own performance tools; settings and heap as in
 * its distribution. Kafka acknowledges what is in the page cache, unless a topic has {@code flush.messages=1}.
 */
public final class Kafka implements Closeable {
    private static final Duration START_MAX = Duration.ofMinutes(2);
    private static final Duration TOOL_MAX = Duration.ofMinutes(20);
    /** As the scripts of the distribution start a broker, but for the log, which is left off. */
    private static final List<String> BROKER_OPTIONS = List.of(
            "-Xmx1G",
            "-Xms1G",
            "-XX:+UseG1GC",
            "-XX:MaxGCPauseMillis=20",
            "-XX:InitiatingHeapOccupancyPercent=35",
            "-XX:+ExplicitGCInvokesConcurrent");

    private static final List<String> TOOL_OPTIONS = List.of("-Xmx512M");
    private static final Pattern PRODUCED =
            Pattern.compile("(\\d+) steady state records sent, [0-9.]+ records/sec \\(([0-9.]+) MB/sec\\)");

    private final Place place;
    private final String bootstrap;
    private final Subprocess broker;

    private Kafka(Place place, String bootstrap, Subprocess broker) {
        this.place = place;
        this.bootstrap = bootstrap;
        this.broker = broker;
    }

    /** Where Kafka is and may write. */
    private record Place(Scratch scratch, Path libraries, Path directory) {
        Subprocess start(Path log, List<String> options, List<String> command) throws IOException {
            List<String> whole = new ArrayList<>();
            whole.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            whole.addAll(options);
            whole.addAll(List.of("-cp", libraries.resolve("*").toString()));
            whole.addAll(command);
            return scratch.start(new ProcessBuilder(whole), log);
        }

        String run(List<String> command) throws IOException {
            Path log = Files.createTempFile(directory, "tool-", ".log");
            try (Subprocess tool = start(log, TOOL_OPTIONS, command)) {
                return tool.output(TOOL_MAX);
            } catch (IOException e) {
                throw new IOException("%s: %s".formatted(command.getFirst(), e.getMessage()), e);
            }
        }
    }

    /** What a producer or consumer reached, in units of 2^20 bytes, and how many records. */
    public record Speed(double megabytesPerSecond, long records) {}

    /**
     * Starts a broker over a directory and waits until it answers.
     *
     * @param libraries of the distribution
     */
    public static Kafka start(Scratch scratch, Path libraries, Path directory) throws IOException {
        if (!Files.isDirectory(libraries)) {
            throw new IOException("no Kafka in %s: the build lays it out".formatted(libraries));
        }
        Place place = new Place(scratch, libraries, directory);
        int port = Ports.free();
        Path config = directory.resolve("server.properties");
        Files.writeString(config, settings(port, Ports.free(), directory));
        place.run(
                List.of("kafka.tools.StorageTool", "format", "-t", "millrace-bench-cluster", "-c", config.toString()));
        Subprocess broker =
                place.start(directory.resolve("broker.log"), BROKER_OPTIONS, List.of("kafka.Kafka", config.toString()));
        try {
            broker.awaitConnection(port, START_MAX);
            return new Kafka(place, "127.0.0.1:" + port, broker);
        } catch (IOException e) {
            broker.close();
            throw new IOException("Kafka did not start: " + e.getMessage(), e);
        }
    }

    /** Creates a topic; settings are {@code key=value}. */
    public void createTopic(String name, int partitions, List<String> settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "org.apache.kafka.tools.TopicCommand",
                "--bootstrap-server",
                bootstrap,
                "--create",
                "--topic",
                name,
                "--partitions",
                Integer.toString(partitions),
                "--replication-factor",
                "1"));
        settings.forEach(setting -> command.addAll(List.of("--config", setting)));
        place.run(command);
    }

    /**
     * Produces records with {@code acks=all}, as fast as they go.
     *
     * @param warmUp of the records, which the speed leaves out
     * @param settings of the producer, {@code key=value}, beside its defaults
     */
    public Speed produce(String topic, long records, long warmUp, List<String> settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "org.apache.kafka.tools.ProducerPerformance",
                "--bootstrap-server",
                bootstrap,
                "--topic",
                topic,
                "--num-records",
                Long.toString(records),
                "--warmup-records",
                Long.toString(warmUp),
                "--record-size",
                "1024",
                "--throughput",
                "-1",
                "--command-property",
                "acks=all"));
        command.addAll(settings);
        String output = place.run(command);
        Matcher produced = PRODUCED.matcher(output);
        if (!produced.find()) {
            throw new IOException("the producer told no speed: " + output);
        }
        return new Speed(Double.parseDouble(produced.group(2)), Long.parseLong(produced.group(1)));
    }

    /** Consumes records of a topic from its start; the speed is that of fetching alone, {@code fetch.MB.sec}. */
    public Speed consume(String topic, long records) throws IOException {
        String output = place.run(List.of(
                "org.apache.kafka.tools.ConsumerPerformance",
                "--bootstrap-server",
                bootstrap,
                "--topic",
                topic,
                "--num-records",
                Long.toString(records)));
        List<String> lines = output.lines().filter(line -> line.contains(", ")).toList();
        List<String> names = List.of(lines.getFirst().split(", ", -1));
        List<String> values = List.of(lines.getLast().split(", ", -1));
        int speed = names.indexOf("fetch.MB.sec");
        if (speed < 0 || values.size() != names.size()) {
            throw new IOException("the consumer told no speed: " + output);
        }
        return new Speed(
                Double.parseDouble(values.get(speed)),
                Long.parseLong(values.get(names.indexOf("data.consumed.in.nMsg"))));
    }

    public Usage usage() throws IOException {
        return Usage.of(broker.pid());
    }

    @Override
    public void close() {
        broker.close();
    }

    private static String settings(int port, int controllerPort, Path directory) {
        return """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                inter.broker.listener.name=PLAINTEXT
                controller.listener.names=CONTROLLER
                listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
                num.network.threads=3
                num.io.threads=8
                socket.send.buffer.bytes=102400
                socket.receive.buffer.bytes=102400
                socket.request.max.bytes=104857600
                log.dirs=%3$s
                num.recovery.threads.per.data.dir=2
                offsets.topic.replication.factor=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                log.segment.bytes=1073741824
                """.formatted(port, controllerPort, directory.resolve("logs"));
    }
}
