package io.millrace.e2e;

import io.millrace.e2e.cli.Progress;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs everything until the process is told to end: services, object store, Flink and Trino. */
@Command(
        name = "up",
        description = "Everything, kept running: services, object store, Flink and Trino.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class UpCommand implements Callable<Integer> {
    private static final int TRINO_PORT = 4569;

    @Mixin
    private final HouseOptions options = new HouseOptions();

    @Option(names = "--trino-port", paramLabel = "N", description = "Port of Trino; 0 takes a free one. Default 4569.")
    private int trinoPort = TRINO_PORT;

    @Override
    public Integer call() throws Exception {
        PrintStream out = System.out;
        Progress progress = new Progress(out, InstantSource.system());
        HouseConfig config = options.config();
        if (config.settings().containsKey("policies-file")) {
            // Trino has one key for the door and for the objects, and the catalog gives that to whoever reads a table.
            throw new IllegalArgumentException(
                    "up takes no policies: its engines do everything in the name of the house. Use server.");
        }
        if (config.settings().getOrDefault("take-over", "false").equals("true")) {
            throw new IllegalArgumentException("up takes over nothing: its engines cannot be followed. Use server.");
        }
        House house = House.open(config);
        Shutdown.closeOnExit(house);
        progress.say("services at " + house.endpoint());
        Future<?> trino = house.startTrino(trinoPort);
        house.startFlink().get();
        progress.say("Flink is up");
        trino.get();
        progress.say("Trino is up");
        house.announce();
        house.endpoints().lines().forEach(out::println);
        out.println("ready " + house.endpoint());
        house.secureEndpoint().ifPresent(secure -> out.println("tls " + secure));
        out.flush();
        new CountDownLatch(1).await();
        return 0;
    }
}
